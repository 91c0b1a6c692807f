import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCatalogue } from '../src/catalogue.js';
import { start } from '../src/start.js';

test('loads what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  await writeFile(join(folder, 'b.json'), '{"sku":"B","price":2}');
  await writeFile(join(folder, 'a.json'), '{"sku":"A","price":1}');
  await writeFile(join(folder, 'notes.txt'), 'no product');
  assert.deepEqual([...(await loadCatalogue(folder)).keys()], ['A', 'B']);
  assert.equal(await start(folder), 2);
});

test('a new shop', async () => {
  assert.equal(await start('/nowhere/at/all'), 0);
});
