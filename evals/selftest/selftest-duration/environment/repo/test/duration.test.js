import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../src/duration.js';

test('hours and minutes', () => assert.equal(seconds('1h30m'), 5400));
test('minutes alone', () => assert.equal(seconds('5m'), 300));
test('nothing is no duration', () => assert.throws(() => seconds(''), TypeError));
