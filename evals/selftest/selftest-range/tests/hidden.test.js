import assert from 'node:assert/strict';
import { test } from 'node:test';
import { range } from '../src/range.js';

test('counts up by steps', () => assert.deepEqual(range(0, 7, 3), [0, 3, 6]));
test('counts down', () => assert.deepEqual(range(5, 0, -2), [5, 3, 1]));
test('the end is never in it', () => assert.deepEqual([range(0, 4, 2), range(4, 0, -2)], [[0, 2], [4, 2]]));
test('a step of 0 throws', () => assert.throws(() => range(0, 1, 0), RangeError));
test('the step is 1 by itself', () => assert.deepEqual(range(-1, 2), [-1, 0, 1]));
