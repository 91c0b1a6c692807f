import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slugify } from '../src/slug.js';

test('words are joined by dashes', () => assert.equal(slugify('Hello World'), 'hello-world'));
test('a word alone stays as it is', () => assert.equal(slugify('word'), 'word'));
