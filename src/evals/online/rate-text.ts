import type { Corrected } from '../statistics/judge-corrected.ts';
import type { Interval, Rate } from '../statistics/wilson.ts';

/** `12.5 % [3.5, 36.0] (2 of 16)`. A count of weighted answers is rounded. */
export function rateText(rate: Rate): string {
  if (rate.rate === null) return 'no cases';
  const count = Number.isInteger(rate.count) ? rate.count : rate.count.toFixed(1);
  return `${percent(rate.rate)} ${intervalText(rate)} (${count} of ${rate.n})`;
}

export const correctedText = (it: Corrected | null): string =>
  it === null ? 'not known' : `${percent(it.rate)} ${intervalText(it)}`;

export const intervalText = ({ low, high }: Interval): string =>
  `[${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;

export const percent = (rate: number | null): string => (rate === null ? '-' : `${(rate * 100).toFixed(1)} %`);
