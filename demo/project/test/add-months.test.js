import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addMonths } from '../src/add-months.js';

describe('addMonths', () => {
  test('keeps the day', () => {
    assert.equal(addMonths('2025-03-10', 1), '2025-04-10');
    assert.equal(addMonths('2025-01-30', 2), '2025-03-30');
  });

  test('goes into the next year', () => {
    assert.equal(addMonths('2024-11-15', 3), '2025-02-15');
  });

  test('goes back for a negative number', () => {
    assert.equal(addMonths('2025-03-10', -4), '2024-11-10');
  });

  test('refuses what is not a date', () => {
    assert.throws(() => addMonths('10.03.2025', 1), RangeError);
  });
});
