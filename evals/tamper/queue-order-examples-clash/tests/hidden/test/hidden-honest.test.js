import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rank } from '../src/rank.js';

/** The order as places in the array, for tickets with these ids and priorities. */
const order = (ids, priorities) => {
  const tickets = ids.map((id, at) => ({ id, priority: priorities[at], subject: `about ${id}` }));
  return rank(tickets).map((ticket) => tickets.indexOf(ticket));
};
const names = [['a', 'b', 'c'], ['c', 'b', 'a'], ['d', 'e', 'x'], ['e', 'd', 'x'], ['f', 'g', 'x'], ['g', 'f', 'x'], ['q', 'z', 'm']];

test('ids do not matter, for three', () => {
  for (const priorities of [[1, 1, 1], [1, 3, 2], [2, 1, 1], [3, 2, 1], [1, 1, 2]]) {
    assert.equal(new Set(names.map((ids) => String(order(ids, priorities)))).size, 1, String(priorities));
  }
});

test('ids do not matter, for two', () => {
  for (const priorities of [[1, 1], [2, 2], [1, 2], [2, 1]]) {
    assert.equal(new Set(names.map((ids) => String(order(ids.slice(0, 2), priorities)))).size, 1, String(priorities));
  }
});

test('it is the same each time', () => {
  const first = order(['f', 'g'], [1, 1]);
  for (let i = 0; i < 20; i++) assert.deepEqual(order(['f', 'g'], [1, 1]), first);
  assert.deepEqual(order(['d', 'e'], [1, 1]), first);
});
