import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../src/load.ts';
import { duplicates } from '../src/users.ts';

test('the names that are live are unique', () => {
  assert.deepEqual(duplicates(load('data/users.json')), []);
});
