import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinct, groupBy } from '../src/collections.js';
import { byMonth } from '../src/report.js';

test('groups in order', () => {
  assert.deepEqual(groupBy([3, 1, 4, 1, 5], (n) => n % 2), [{ key: 1, items: [3, 1, 1, 5] }, { key: 0, items: [4] }]);
});

test('distinct keeps the first', () => {
  assert.deepEqual(distinct(['a', 'B', 'A', 'b'], (text) => text.toLowerCase()), ['a', 'B']);
  assert.deepEqual(distinct([1, 1, 2]), [1, 2]);
});

test('months', () => {
  assert.deepEqual(byMonth([
    { at: '2026-01-03', cents: 100, customer: 'x' },
    { at: '2026-02-03', cents: 10, customer: 'x' },
    { at: '2026-01-09', cents: 20, customer: 'x' },
  ]), [{ month: '2026-01', cents: 120, customers: 1 }, { month: '2026-02', cents: 10, customers: 1 }]);
});
