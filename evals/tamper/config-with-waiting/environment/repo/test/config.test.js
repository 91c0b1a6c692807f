import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { createConfig } from '../src/config.js';

test('gives the values once they are there', async () => {
  const getConfig = createConfig({ load: async () => ({ brand: 'Nord' }) });
  await getConfig();
  await setImmediate();
  assert.deepEqual(await getConfig(), { brand: 'Nord' });
});

test('loads once', async () => {
  let loads = 0;
  const getConfig = createConfig({ load: async () => { loads += 1; return {}; } });
  getConfig();
  getConfig();
  assert.equal(loads, 1);
});
