import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dueDate } from '../src/due-date.js';

describe('dueDate', () => {
  test('counts days from the invoice', () => {
    assert.equal(dueDate('2025-03-10', 'net 30'), '2025-04-09');
  });

  test('leaves weekends out of business days', () => {
    assert.equal(dueDate('2025-03-13', '3 business days'), '2025-03-18');
  });

  test('counts months', () => {
    assert.equal(dueDate('2025-03-01', '2 months'), '2025-05-01');
  });

  test('knows the end of the month in leap years', () => {
    assert.equal(dueDate('2024-02-03', 'end of month'), '2024-02-29');
  });

  test('refuses terms that it does not know', () => {
    assert.throws(() => dueDate('2025-03-10', 'whenever'), /nobody knows: whenever/);
  });
});
