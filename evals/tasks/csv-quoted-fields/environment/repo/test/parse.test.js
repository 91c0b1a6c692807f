import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toObjects } from '../src/objects.js';
import { parseCsv } from '../src/parse.js';

test('plain rows', () => {
  assert.deepEqual(parseCsv('a,b\n1,2\n'), [['a', 'b'], ['1', '2']]);
});

test('a quoted comma', () => {
  assert.deepEqual(parseCsv('"x, y",z'), [['x, y', 'z']]);
});

test('empty fields', () => {
  assert.deepEqual(parseCsv('a,,c\n,,'), [['a', '', 'c'], ['', '', '']]);
});

test('an empty text has no rows', () => {
  assert.deepEqual(parseCsv(''), []);
});

test('objects', () => {
  assert.deepEqual(toObjects(parseCsv('sku,name\n17,Shelf\n18')), [{ sku: '17', name: 'Shelf' }, { sku: '18', name: '' }]);
});
