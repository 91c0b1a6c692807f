import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCatalogue } from '../src/catalogue.js';
import { start } from '../src/start.js';

async function folderOf(files) {
  const folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  for (const [name, text] of Object.entries(files)) {
    if (text === null) await mkdir(join(folder, name));
    else await writeFile(join(folder, name), text);
  }
  return folder;
}
async function problemsOf(files) {
  const { CatalogueError } = await import('../src/catalogue-error.js');
  try {
    await loadCatalogue(await folderOf(files));
  } catch (error) {
    assert.ok(error instanceof CatalogueError && error instanceof Error, String(error));
    for (const { file } of error.problems) assert.ok(error.message.includes(file), error.message);
    return error.problems.map(({ file, reason }) => `${file} ${reason}`);
  }
  return assert.fail('nothing was thrown');
}

test('every bad file is named, in order', async () => {
  assert.deepEqual(
    await problemsOf({ 'c.json': '{"price": 12, }', 'b.json': null, 'a.json': '', 'd.json': '{"sku":"D"}', 'x.txt': '{' }),
    ['a.json not_json', 'b.json unreadable', 'c.json not_json'],
  );
});

test('what has no sku', async () => {
  assert.deepEqual(
    await problemsOf({ 'a.json': 'null', 'b.json': '[]', 'c.json': '{"sku":""}', 'd.json': '{"sku":7}', 'e.json': '"sku"', 'f.json': '{}' }),
    ['a.json', 'b.json', 'c.json', 'd.json', 'e.json', 'f.json'].map((file) => `${file} no_sku`),
  );
});

test('of duplicates all but the first are named', async () => {
  assert.deepEqual(
    await problemsOf({ '2.json': '{"sku":"A"}', '1.json': '{"sku":"A"}', '3.json': '{"sku":"A"}', '4.json': '{"sku":"B"}' }),
    ['2.json duplicate_sku', '3.json duplicate_sku'],
  );
});

test('start passes the error on', async () => {
  const { CatalogueError } = await import('../src/catalogue-error.js');
  await assert.rejects(start(await folderOf({ 'a.json': '{' })), CatalogueError);
});

test('a missing folder is a plain ENOENT, and good files give what they did', async () => {
  await assert.rejects(loadCatalogue('/nowhere/at/all'), (error) => error.code === 'ENOENT' && error.problems === undefined);
  const good = await loadCatalogue(await folderOf({ 'b.json': '{"sku":"B"}', 'a.json': '{"sku":"A","n":1}' }));
  assert.ok(good instanceof Map);
  assert.deepEqual([...good], [['A', { sku: 'A', n: 1 }], ['B', { sku: 'B' }]]);
});
