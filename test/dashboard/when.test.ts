import { expect, test } from '@jest/globals';
import { ago, lasting, when } from '../../src/dashboard/when.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 24 * 3_600_000];

test.each([
  [-5 * SECOND, 'just now'],
  [9 * SECOND, 'just now'],
  [59 * SECOND, '59 s ago'],
  [MINUTE, '1 min ago'],
  [HOUR - 1, '59 min ago'],
  [HOUR, '1 h ago'],
  [DAY, 'yesterday'],
  [2 * DAY, '2 days ago'],
  [30 * DAY, '26 Oct 2026'],
])('%i ms ago is %s', (ms, text) => {
  expect(ago(new Date(NOW - ms), NOW)).toBe(text);
});

test.each([
  [400, '0 s'],
  [48 * SECOND, '48 s'],
  [12 * MINUTE, '12 min'],
  [3 * HOUR, '3 h'],
  [3 * HOUR + 5 * MINUTE, '3 h 5 min'],
  [26 * HOUR, '26 h'],
  [50 * HOUR, '2 days'],
])('%i ms last %s', (ms, text) => {
  expect(lasting(ms)).toBe(text);
});

test('the exact time is where people point', async () => {
  expect(`${await when(new Date(NOW - MINUTE), NOW)}`).toBe(
    '<time datetime="2026-11-25T11:59:00.000Z" title="2026-11-25 11:59 UTC">1 min ago</time>',
  );
});
