import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, parse } from '../src/index.js';
import { rate } from '../src/rates/usd.js';

test('format and parse', () => {
  assert.equal(format(parse('12.50 EUR'), 'EUR'), '12.50 EUR');
});

test('rates', () => {
  assert.equal(rate, 1.08);
});
