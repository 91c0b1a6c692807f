import assert from 'node:assert/strict';
import { test } from 'node:test';
import { next } from '../src/next.js';
import { rank } from '../src/rank.js';

test('nothing gets lost', () => {
  const tickets = [{ id: 'x', priority: 1 }, { id: 'y', priority: 2 }];
  assert.deepEqual(new Set(rank(tickets)), new Set(tickets));
  assert.equal(rank([]).length, 0);
});

test('closed ones are left out', () => {
  assert.equal(next([{ id: 'x', priority: 1, closed: true }]), null);
  assert.equal(next([{ id: 'x', priority: 1, closed: true }, { id: 'y', priority: 1 }]).id, 'y');
});
