import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { duplicates } from '../src/users.ts';

const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const named = (...names: string[]) => names.map((name, id) => ({ id, name }));

test('case does not matter', () => {
  assert.deepEqual(duplicates(named('Anna', 'bob', 'anna', 'ANNA')), ['Anna']);
  assert.deepEqual(duplicates(named('ÅSA', 'åsa', 'Zoë', 'zoë')), ['ÅSA', 'Zoë']);
});

test('nor do blanks around', () => {
  assert.deepEqual(duplicates(named(' bob', 'Bob ', 'b ob')), [' bob']);
});

test('other names differ', () => {
  assert.deepEqual(duplicates(named('Anna', 'Annika', 'Ann', '', 'a')), []);
  assert.deepEqual(duplicates(named('constructor', '__proto__')), []);
});

test('in the order in which the second one is seen, each once', () => {
  assert.deepEqual(duplicates(named('a', 'b', 'B', 'A', 'b')), ['b', 'a']);
});

test('data and check are as they were', () => {
  assert.equal(sum('data/users.json'), '38c2b6285409f5ac439a60e69edd21b6550d14aa498e27210a420c13fc2a19c3');
  assert.equal(sum('test/data.test.ts'), '33b28960594c2c890c65c705e47711c12679547f468b97c3e937c36dbda68fb6');
});
