import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../src/invoice.js';
import { roundCents } from '../src/rounding.js';

test('cents are rounded', () => {
  assert.equal(roundCents(2.4), 2);
  assert.equal(roundCents(2.6), 3);
  assert.equal(roundCents(-1.7), -2);
});

test('tax', () => {
  assert.deepEqual(invoice(1000, 19), { net: 1000, tax: 190, gross: 1190 });
});
