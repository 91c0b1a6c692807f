import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/cart.js';

test('quantities count', () => assert.equal(total([{ price: 250, quantity: 3 }]), 750));
test('no quantity is one', () => assert.equal(total([{ price: 250 }, { price: 10, quantity: 2 }]), 270));
test('none is nothing', () => assert.equal(total([{ price: 250, quantity: 0 }]), 0));
