import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dueLine, reminders } from '../src/reminders.js';

describe('reminders', () => {
  test('come one and three weeks late', () => {
    assert.deepEqual(reminders('2025-03-24'), ['2025-03-31', '2025-04-14']);
  });

  test('say when the invoice was due', () => {
    assert.equal(dueLine('2025-03-01'), 'Due on 1 March 2025');
  });
});
