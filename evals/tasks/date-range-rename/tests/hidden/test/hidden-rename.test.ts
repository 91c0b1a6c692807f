import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyOn, byRelease, conflicts } from '../src/bookings.ts';
import { contains, dateRange, days, overlap } from '../src/date-range.ts';
import { fromJson, toJson } from '../src/json.ts';
import { minutes } from '../src/slots.ts';

const range = (start: number, endExclusive: number): any => ({ start, endExclusive });
const booking = (name: string, r: any, begin: number, end: number): any => ({ room: 'a', name, range: r, slot: { begin, end } });

test('the property has its new name alone', () => {
  assert.deepEqual(dateRange(3, 5), range(3, 5));
  assert.deepEqual(overlap(range(1, 5), range(3, 9)), range(3, 5));
  assert.equal(days(range(3, 5)), 2);
  assert.deepEqual([2, 3, 4, 5].map((day) => contains(range(3, 5), day)), [false, true, true, false]);
  assert.equal(overlap(range(1, 3), range(3, 9)), null);
  assert.throws(() => dateRange(5, 5), RangeError);
});

test('the JSON keeps its names', () => {
  assert.equal(toJson(range(0, 2)), '{"start":"1970-01-01","end":"1970-01-03"}');
  assert.deepEqual(fromJson('{"start":"1970-01-01","end":"1970-01-03"}'), range(0, 2));
});

test('slots keep theirs', () => {
  assert.equal(minutes({ begin: 5, end: 65 }), 60);
});

test('bookings', () => {
  const late = booking('late', range(1, 9), 0, 10);
  const soon = booking('soon', range(5, 7), 0, 30);
  const first = booking('first', range(5, 7), 0, 20);
  assert.deepEqual(byRelease([late, soon, first]).map((it: any) => it.name), ['first', 'soon', 'late']);
  assert.equal(busyOn([late, soon], 'a', 6), 40);
  assert.deepEqual(conflicts([late, soon], booking('wanted', range(7, 8), 5, 6)), [late]);
});
