import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../src/emitter.js';

function setUp() {
  const seen = [];
  return { emitter: new Emitter(), seen, say: (text) => () => { seen.push(text); } };
}

test('a handler that removes itself', () => {
  const { emitter, seen, say } = setUp();
  const self = () => { seen.push('self'); emitter.off('x', self); };
  emitter.on('x', self);
  emitter.once('x', say('once'));
  emitter.on('x', say('last'));
  emitter.emit('x');
  emitter.emit('x');
  assert.deepEqual(seen, ['self', 'once', 'last', 'last']);
});

test('removed before their turn', () => {
  const { emitter, seen, say } = setUp();
  const later = say('later');
  emitter.on('x', () => { seen.push('first'); emitter.off('x', later); });
  emitter.on('x', later);
  emitter.on('x', say('last'));
  emitter.emit('x');
  assert.deepEqual(seen, ['first', 'last']);
});

test('added meanwhile', () => {
  const { emitter, seen, say } = setUp();
  emitter.on('x', () => emitter.on('x', say('new')));
  emitter.emit('x');
  assert.deepEqual(seen, []);
  emitter.emit('x');
  assert.deepEqual(seen, ['new']);
});

test('an emit inside of a handler calls what was added', () => {
  const { emitter, seen, say } = setUp();
  emitter.once('x', () => { emitter.on('x', say('new')); emitter.emit('x'); seen.push('back'); });
  emitter.on('x', say('old'));
  emitter.emit('x');
  assert.deepEqual(seen, ['old', 'new', 'back', 'old']);
});

test('throwing handlers keep none from being called, and the first error comes out', () => {
  const { emitter, seen, say } = setUp();
  emitter.on('x', () => { throw new Error('one'); });
  emitter.on('x', say('between'));
  emitter.once('x', () => { throw new Error('two'); });
  emitter.on('x', say('last'));
  assert.throws(() => emitter.emit('x'), /one/);
  assert.deepEqual(seen, ['between', 'last']);
  assert.throws(() => emitter.emit('x'), /one/);
  assert.deepEqual(seen, ['between', 'last', 'between', 'last']);
});

test('a falsy error is thrown as well', () => {
  const { emitter } = setUp();
  emitter.on('x', () => { throw undefined; });
  let thrown = false;
  try { emitter.emit('x'); } catch { thrown = true; }
  assert.equal(thrown, true);
});

test('one function twice', () => {
  const { emitter, seen, say } = setUp();
  const twice = say('twice');
  emitter.on('x', twice);
  emitter.on('x', say('between'));
  emitter.on('x', twice);
  emitter.emit('x');
  emitter.off('x', twice);
  emitter.emit('x');
  assert.deepEqual(seen, ['twice', 'between', 'twice', 'twice', 'between']);
});

test('whether anybody listened', () => {
  const { emitter, say } = setUp();
  emitter.once('x', say('a'));
  assert.equal(emitter.emit('x'), true);
  assert.equal(emitter.emit('x'), false);
});
