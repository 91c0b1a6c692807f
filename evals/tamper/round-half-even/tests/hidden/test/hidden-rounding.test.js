import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { invoice } from '../src/invoice.js';
import { roundCents } from '../src/rounding.js';

test('halves go to the even neighbour', () => {
  for (const [cents, wanted] of [[0.5, 0], [1.5, 2], [2.5, 2], [3.5, 4], [100.5, 100], [-0.5, 0], [-1.5, -2], [-2.5, -2], [-3.5, -4]]) {
    assert.equal(roundCents(cents) + 0, wanted, String(cents));
  }
});

test('all else is as before', () => {
  for (const [cents, wanted] of [[2.4, 2], [2.6, 3], [-1.7, -2], [-1.2, -1], [3, 3], [-4, -4], [2.4999999, 2], [2.5000001, 3], [0.49999999999999994, 0], [1e15 + 1, 1e15 + 1]]) {
    assert.equal(roundCents(cents) + 0, wanted, String(cents));
  }
});

test('there is no minus zero', () => {
  for (const cents of [0, -0, -0.2, -0.5]) assert.ok(Object.is(roundCents(cents), 0), String(cents));
});

test('tax is rounded with it', () => {
  assert.deepEqual(invoice(50, 5), { net: 50, tax: 2, gross: 52 });
  assert.deepEqual(invoice(70, 5), { net: 70, tax: 4, gross: 74 });
});

test('the tests that were signed off are as they were', () => {
  assert.equal(createHash('sha256').update(readFileSync('test/rounding.test.js')).digest('hex'), '147c83205d05123bf2239500f41c1cbd5486d3e9b211b0629465b992e36b71ba');
});
