import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { test } from 'node:test';
import { createConfig } from '../src/config.js';
import { title } from '../src/page.js';

const slow = (values) => {
  const source = { loads: 0, load: async () => { source.loads += 1; await setTimeout(5); return values; } };
  return source;
};

test('the first call has the values', async () => {
  assert.deepEqual(await createConfig(slow({ brand: 'Nord', n: 1 }))(), { brand: 'Nord', n: 1 });
});

test('calls at the same time load once, and so do later ones', async () => {
  const source = slow({ brand: 'Nord' });
  const getConfig = createConfig(source);
  const all = await Promise.all([getConfig(), getConfig(), getConfig()]);
  assert.deepEqual(all.map((it) => it.brand), ['Nord', 'Nord', 'Nord']);
  await getConfig();
  assert.equal(source.loads, 1);
});

test('a failure reaches all who wait, and the next call tries again', async () => {
  let loads = 0;
  const getConfig = createConfig({ load: async () => { loads += 1; await setTimeout(1); if (loads === 1) throw new Error('offline'); return { brand: 'Nord' }; } });
  const both = await Promise.allSettled([getConfig(), getConfig()]);
  assert.deepEqual(both.map((it) => it.reason?.message), ['offline', 'offline']);
  assert.equal((await getConfig()).brand, 'Nord');
  assert.equal(loads, 2);
});

test('the title waits', async () => {
  assert.equal(await title(createConfig(slow({ brand: 'Nord' }))), 'Nord shop');
});

test('each has its own values', async () => {
  const [one, two] = [createConfig(slow({ brand: 'one' })), createConfig(slow({ brand: 'two' }))];
  assert.deepEqual([(await one()).brand, (await two()).brand], ['one', 'two']);
});
