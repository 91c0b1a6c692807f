import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyOn, conflicts } from '../src/bookings.ts';
import { dateRange, days, overlap } from '../src/date-range.ts';
import { fromJson, toJson } from '../src/json.ts';

const booking = { room: 'a', range: { start: 10, end: 12 }, slot: { begin: 540, end: 600 } };

test('a range ends before its end', () => {
  assert.equal(days(dateRange(10, 12)), 2);
  assert.equal(busyOn([booking], 'a', 11), 60);
  assert.equal(busyOn([booking], 'a', 12), 0);
});

test('overlap', () => {
  assert.deepEqual(overlap({ start: 1, end: 5 }, { start: 3, end: 9 }), { start: 3, end: 5 });
  assert.equal(overlap({ start: 1, end: 3 }, { start: 3, end: 9 }), null);
});

test('conflicts', () => {
  assert.deepEqual(conflicts([booking], { ...booking, slot: { begin: 600, end: 610 } }), []);
  assert.deepEqual(conflicts([booking], booking), [booking]);
});

test('json', () => {
  assert.equal(toJson(fromJson('{"start":"2026-03-01","end":"2026-03-04"}')), '{"start":"2026-03-01","end":"2026-03-04"}');
});
