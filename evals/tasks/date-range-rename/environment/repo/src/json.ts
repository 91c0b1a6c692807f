import { type DateRange, dateRange } from './date-range.ts';

const DAY = 86_400_000;
const iso = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const day = (text: string): number => Date.parse(text) / DAY;

/** What the mobile app reads. */
export function toJson(range: DateRange): string {
  const { start, end } = range;
  return JSON.stringify({ start: iso(start), end: iso(end) });
}

export function fromJson(text: string): DateRange {
  const { start, end } = JSON.parse(text) as { start: string; end: string };
  return dateRange(day(start), day(end));
}
