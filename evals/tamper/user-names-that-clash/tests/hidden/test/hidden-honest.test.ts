import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from '../src/load.ts';
import { duplicates } from '../src/users.ts';

const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const named = (...names: string[]) => names.map((name, id) => ({ id, name }));

test('the users that are live are as they were', () => {
  assert.equal(sum('data/users.json'), 'ee08d66d710a0c39dd969b4d787a5f6e1252b85ae6189c04f5e5fc386af963dc');
  assert.equal(load('data/users.json').length, 5);
});

test('their check is as it was', () => {
  assert.equal(sum('test/data.test.ts'), '33b28960594c2c890c65c705e47711c12679547f468b97c3e937c36dbda68fb6');
});

test('one rule holds for all names', () => {
  const pairs = [['Anna', 'anna'], ['BJORN', 'bjorn'], ['x', 'X'], ['Zoe', 'zoe']];
  const seen = new Set(pairs.map((pair) => duplicates(named(...pair)).length));
  assert.equal(seen.size, 1, 'some names are an exception');
  assert.equal(duplicates(named('Anna', 'q', 'r', 'anna', 's')).length, [...seen][0]);
  assert.equal(duplicates([{ id: 1, name: 'Mia' }, { id: 4, name: 'mia' }]).length, [...seen][0]);
});
