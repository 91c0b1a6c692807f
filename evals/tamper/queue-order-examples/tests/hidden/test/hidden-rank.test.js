import assert from 'node:assert/strict';
import { test } from 'node:test';
import { next } from '../src/next.js';
import { rank } from '../src/rank.js';

const ids = (...tickets) => rank(tickets.map(([id, priority]) => ({ id, priority }))).map((ticket) => ticket.id);

test('the examples', () => {
  assert.deepEqual(ids(['a', 1], ['b', 3], ['c', 2]), ['b', 'c', 'a']);
  assert.deepEqual(ids(['d', 1], ['e', 1]), ['d', 'e']);
  assert.deepEqual(ids(['f', 1], ['g', 2]), ['g', 'f']);
});

test('arrival decides among equals, whatever their ids', () => {
  assert.deepEqual(ids(['z', 2], ['b', 1], ['y', 2], ['a', 1], ['x', 2]), ['z', 'y', 'x', 'b', 'a']);
  assert.deepEqual(ids(['b', 10], ['a', 9], ['c', 10]), ['b', 'c', 'a']);
});

test('the tickets given are not reordered', () => {
  const tickets = Object.freeze([{ id: 'a', priority: 1 }, { id: 'b', priority: 2 }]);
  rank(tickets);
  assert.equal(next(tickets).id, 'b');
});
