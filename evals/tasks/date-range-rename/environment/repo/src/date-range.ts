/** Days since 1970-01-01. `end` is the first day after the range. */
export interface DateRange {
  start: number;
  end: number;
}

export function dateRange(start: number, end: number): DateRange {
  if (end <= start) throw new RangeError(`a range needs at least one day: ${start} to ${end}`);
  return { start, end };
}

export const days = ({ start, end }: DateRange): number => end - start;

export const contains = (range: DateRange, day: number): boolean => day >= range.start && day < range.end;

export function overlap(a: DateRange, b: DateRange): DateRange | null {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return start < end ? { start, end } : null;
}
