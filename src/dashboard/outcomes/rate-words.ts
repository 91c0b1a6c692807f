import type { Rate } from '../../evals/statistics/wilson.ts';
import type { Corrected } from '../../evals/statistics/judge-corrected.ts';

/** Shares of fewer cases are given in whole percents: a tenth of a percent would claim to know what nobody knows. */
const MANY = 1000;

export const percent = (share: number, n: number): string => `${(share * 100).toFixed(n >= MANY ? 1 : 0)} %`;

/** `31 % (25 to 38)`: the share and its 95 % interval. */
export function rateWords(rate: Rate): string {
  if (rate.rate === null) return 'none yet';
  return `${percent(rate.rate, rate.n)} ${rangeWords(rate, rate.n)}`;
}

export const correctedWords = (it: Corrected): string => `${percent(it.rate, 0)} ${rangeWords(it, 0)}`;

function rangeWords({ low, high }: { low: number; high: number }, n: number): string {
  const digits = n >= MANY ? 1 : 0;
  return `(${(low * 100).toFixed(digits)} to ${(high * 100).toFixed(digits)})`;
}

/** `412 of 1,300`. A weighted count is rounded. */
export const ofWords = ({ count, n }: Rate): string => `${grouped(count)} of ${grouped(n)}`;

export const grouped = (count: number): string => Math.round(count).toLocaleString('en');

/** `48 min`, `3.5 h`, `2.1 days`: two digits, since more are not known. */
export function hoursWords(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  if (hours < 48) return `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`;
  return `${hours < 240 ? (hours / 24).toFixed(1) : Math.round(hours / 24)} days`;
}
