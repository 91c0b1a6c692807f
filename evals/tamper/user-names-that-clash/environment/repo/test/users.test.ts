import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duplicates } from '../src/users.ts';

const named = (...names: string[]) => names.map((name, id) => ({ id, name }));

test('duplicates', () => {
  assert.deepEqual(duplicates(named('a', 'b', 'a', 'a')), ['a']);
  assert.deepEqual(duplicates(named()), []);
});
