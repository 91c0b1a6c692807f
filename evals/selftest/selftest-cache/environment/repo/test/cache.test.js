import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cache } from '../src/cache.js';

test('what is kept is found', () => {
  const cache = new Cache(2);
  cache.set('a', 1);
  assert.equal(cache.get('a'), 1);
});
test('the first goes when it is full', () => {
  const cache = new Cache(1);
  cache.set('a', 1);
  cache.set('b', 2);
  assert.deepEqual([cache.get('a'), cache.get('b')], [undefined, 2]);
});
