import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/cart.js';

test('an empty cart costs nothing', () => assert.equal(total([]), 0));
test('prices are added', () => assert.equal(total([{ price: 100 }, { price: 50 }]), 150));
