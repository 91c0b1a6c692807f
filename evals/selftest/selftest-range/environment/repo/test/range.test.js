import assert from 'node:assert/strict';
import { test } from 'node:test';
import { range } from '../src/range.js';

test('counts up', () => assert.deepEqual(range(1, 4), [1, 2, 3]));
test('is empty where there is nothing between', () => assert.deepEqual(range(3, 3), []));
