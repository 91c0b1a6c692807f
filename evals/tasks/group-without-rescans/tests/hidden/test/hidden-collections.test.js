import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinct, groupBy } from '../src/collections.js';

const counting = (keyOf) => {
  const calls = [];
  return [(item, at) => { calls.push([item, at]); return keyOf(item); }, calls];
};

test('groupBy asks for each key once, in order', () => {
  const [keyOf, calls] = counting((n) => n % 3);
  groupBy([7, 8, 9, 10], keyOf);
  assert.deepEqual(calls, [[7, 0], [8, 1], [9, 2], [10, 3]]);
});

test('distinct asks for each key once, in order', () => {
  const [keyOf, calls] = counting((n) => n % 3);
  assert.deepEqual(distinct([7, 8, 10, 9], keyOf), [7, 8, 9]);
  assert.deepEqual(calls, [[7, 0], [8, 1], [10, 2], [9, 3]]);
});

test('many distinct keys do not stall', () => {
  const rows = Array.from({ length: 200_000 }, (_, at) => ({ at }));
  let calls = 0;
  const keyOf = (row) => {
    calls += 1;
    if (calls > 400_000) throw new Error('keyOf is called too often');
    return row.at;
  };
  assert.equal(groupBy(rows, keyOf).length, 200_000);
  assert.equal(distinct(rows, keyOf).length, 200_000);
});

test('keys are compared by Object.is', () => {
  const one = {};
  const two = {};
  assert.deepEqual(groupBy([one, two, one], (it) => it).map((group) => group.items.length), [2, 1]);
  assert.equal(groupBy(['1', 1, 'null', null, undefined, 'undefined', true, 'true'], (it) => it).length, 8);
  assert.equal(distinct([Number.NaN, Number.NaN]).length, 1);
  const zeros = groupBy([0, -0, 0, -0], (it) => it);
  assert.deepEqual(zeros.map((group) => [Object.is(group.key, -0), group.items.length]), [[false, 2], [true, 2]]);
});

test('keys are given back as they were, in the order seen', () => {
  assert.deepEqual(groupBy(['b', 'a', 'b'], (it) => it).map((group) => group.key), ['b', 'a']);
  assert.deepEqual(groupBy([2, 10, 1, 2], (n) => n).map((group) => group.key), [2, 10, 1]);
});
