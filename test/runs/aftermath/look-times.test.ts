import { expect, test } from '@jest/globals';
import { nextLook } from '../../../src/runs/aftermath/look-times.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function looks(merged: number, followMs: number): number[] {
  const at: number[] = [];
  for (let next: number | null = merged; next !== null; next = nextLook(merged, followMs, next)) at.push(next);
  return at;
}

test('hourly on the first day, daily after it, on the hour, and for the last time at the end', () => {
  const merged = Date.parse('2026-11-01T10:20:00Z');
  const hours = looks(merged, 30 * DAY).map((at) => (at - Date.parse('2026-11-01T00:00:00Z')) / HOUR);
  expect(hours.slice(0, 4)).toEqual([10 + 1 / 3, 12, 13, 14]);
  expect(hours.slice(23, 27)).toEqual([34, 35, 59, 83]);
  expect(hours.at(-1)).toBe(731);
  expect(hours).toHaveLength(54);
  expect(looks(merged, HOUR)).toEqual([merged, merged + (5 / 3) * HOUR]);
});

test('10,000 changes cost some six hundred queries a day', () => {
  const TICK = 300_000;
  const perTick = new Map<number, number>();
  let day = 0;
  for (let n = 0; n < 10_000; n += 1) {
    // Noticed at the tick after the merge; the day counted is the thirty-first, when as many end as begin.
    for (const at of looks(Math.round((n / 10_000) * 30 * DAY), 30 * DAY)) {
      const tick = Math.ceil((at % (30 * DAY)) / TICK);
      perTick.set(tick, (perTick.get(tick) ?? 0) + 1);
      day += 1 / 30;
    }
  }
  const queries = [...perTick.values()].reduce((sum, rows) => sum + Math.ceil(rows / 50), 0) / 30;
  expect(Math.round(day)).toBe(18_000);
  expect(Math.round(queries)).toBe(624);
});
