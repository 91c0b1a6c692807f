import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields } from '../src/fields.js';

test('fields are parted by commas', () => assert.deepEqual(fields('a,b'), ['a', 'b']));
test('empty fields count', () => assert.deepEqual(fields(',x,'), ['', 'x', '']));
