import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const refused = async (name) => assert.rejects(import(name), (error) => error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED', name);

test('what is public', async () => {
  const all = await import('money-kit');
  assert.deepEqual(Object.keys(all).sort(), ['format', 'parse']);
  assert.equal((await import('money-kit/format')).format(5, 'X'), '0.05 X');
  assert.equal((await import('money-kit/rates/eur')).rate, 1);
  assert.equal((await import('money-kit/rates/usd')).rate, 1.08);
});

test('package.json can be read', async () => {
  const { default: manifest } = await import('money-kit/package.json', { with: { type: 'json' } });
  assert.equal(manifest.name, 'money-kit');
  assert.equal(manifest.version, '4.0.0');
});

test('the next rate needs no change', async () => {
  copyFileSync('src/rates/eur.js', 'src/rates/hiddengbp.js');
  assert.equal((await import('money-kit/rates/hiddengbp')).rate, 1);
});

test('what is not', async () => {
  for (const name of ['src/parse.js', 'parse', 'src/index.js', 'format.js', 'rates/eur.js', 'src/rates/eur.js', 'rates/internal/table', 'rates/internal/table.js', 'rates/../parse']) {
    await assert.rejects(import(`money-kit/${name}`), (error) => error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' || (name.includes('..') && error.code === 'ERR_INVALID_MODULE_SPECIFIER') || (name === 'rates/eur.js' && error.code === 'ERR_MODULE_NOT_FOUND'), name);
  }
  await refused('money-kit/src/format.js');
});

test('the oldest Node', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.match(engines.node, /^(>=\s*20(\.0){0,2}(\.x)?|\^20.*\|\|.*)$/);
});
