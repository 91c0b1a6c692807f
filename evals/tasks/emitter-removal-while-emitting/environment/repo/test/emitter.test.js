import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../src/emitter.js';

test('handlers are called in order', () => {
  const emitter = new Emitter();
  const seen = [];
  emitter.on('x', (n) => seen.push(`a${n}`));
  emitter.on('x', (n) => seen.push(`b${n}`));
  assert.equal(emitter.emit('x', 1), true);
  assert.equal(emitter.emit('y', 1), false);
  assert.deepEqual(seen, ['a1', 'b1']);
});

test('once', () => {
  const emitter = new Emitter();
  let calls = 0;
  emitter.once('x', () => { calls += 1; });
  emitter.emit('x');
  emitter.emit('x');
  assert.equal(calls, 1);
});

test('off', () => {
  const emitter = new Emitter();
  const handler = () => assert.fail('called');
  emitter.on('x', handler);
  emitter.off('x', handler);
  emitter.emit('x');
});
