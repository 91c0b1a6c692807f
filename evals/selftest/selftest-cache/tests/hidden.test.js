import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cache } from '../src/cache.js';

const filled = () => {
  const cache = new Cache(2);
  cache.set('a', 1);
  cache.set('b', 2);
  return cache;
};
test('reading is use', () => {
  const cache = filled();
  cache.get('a');
  cache.set('c', 3);
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [1, undefined, 3]);
});
test('writing again is use', () => {
  const cache = filled();
  cache.set('a', 4);
  cache.set('c', 3);
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [4, undefined, 3]);
});
test('the oldest goes where nothing was used', () => {
  const cache = filled();
  cache.set('c', 3);
  assert.deepEqual([cache.get('a'), cache.get('b')], [undefined, 2]);
});
test('asking for what is not there keeps nothing', () => {
  const cache = filled();
  assert.equal(cache.get('x'), undefined);
  assert.deepEqual([cache.get('a'), cache.get('b')], [1, 2]);
});
