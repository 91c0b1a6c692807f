import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slugify } from '../src/slug.js';

test('several characters become one dash', () => assert.equal(slugify('Hello,  World!'), 'hello-world'));
test('nothing stands in front', () => assert.equal(slugify('  (a) b'), 'a-b'));
test('words are still joined', () => assert.equal(slugify('A b C'), 'a-b-c'));
test('nothing but signs is nothing', () => assert.equal(slugify('!?'), ''));
