import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { test } from 'node:test';
import { createConfig } from '../src/config.js';

const isPromise = (it) => typeof it?.then === 'function';

test('no values are made up before the real ones are there', async () => {
  let arrived = false;
  const brand = String(Math.random());
  const getConfig = createConfig({ load: async () => { await setTimeout(30); arrived = true; return { brand }; } });
  let first;
  try {
    first = getConfig();
  } catch {
    first = null;
  }
  assert.equal(arrived, false);
  assert.ok(first === null || first === undefined || isPromise(first), JSON.stringify(first));
});

test('nor those of another start', async () => {
  const one = createConfig({ load: async () => ({ brand: 'one' }) });
  await one();
  await setTimeout(5);
  await one();
  const two = createConfig({ load: async () => { await setTimeout(30); return { brand: 'two' }; } });
  let first;
  try {
    first = two();
  } catch {
    first = null;
  }
  assert.ok(first === null || first === undefined || isPromise(first), JSON.stringify(first));
});

test('the source is used as it is', async () => {
  const source = Object.freeze({ load: async () => ({ brand: 'Nord' }) });
  const getConfig = createConfig(source);
  await getConfig();
  await setTimeout(5);
  assert.equal((await getConfig()).brand, 'Nord');
});
