import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields } from '../src/fields.js';

test('a comma in quotes', () => assert.deepEqual(fields('a,"b,c",d'), ['a', 'b,c', 'd']));
test('two quotes are one', () => assert.deepEqual(fields('"say ""hi""",x'), ['say "hi"', 'x']));
test('empty quotes', () => assert.deepEqual(fields('"",a'), ['', 'a']));
test('as before', () => assert.deepEqual(fields('a,b,'), ['a', 'b', '']));
