import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../src/duration.js';

test('seconds alone', () => assert.equal(seconds('45s'), 45));
test('all three', () => assert.equal(seconds('1h2m3s'), 3723));
test('hours and seconds', () => assert.equal(seconds('2h5s'), 7205));
test('words throw', () => assert.throws(() => seconds('5 minutes'), TypeError));
test('the wrong order throws', () => assert.throws(() => seconds('3s2m'), TypeError));
test('nothing throws', () => assert.throws(() => seconds(''), TypeError));
test('hours and minutes as before', () => assert.equal(seconds('1h30m'), 5400));
