import type { Interval } from '../statistics/wilson.ts';
import type { MeanFigure, RateFigure } from './figures/rate.ts';

/** Fewer clusters than this, and an interval over clusters can't be trusted. */
export const FEW_CLUSTERS = 10;

/** `83.0 %` */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `[77.2, 87.9]`, in percent. */
export const interval = ({ low, high }: Interval): string => `[${hundred(low)}, ${hundred(high)}]`;

/** `+2.5 points`, of a difference of two shares. */
export const points = (share: number): string => `${share > 0 ? '+' : ''}${hundred(share)} points`;

/** `83.0 % [77.2, 87.9], n=212`. Never without its n. */
export const rateText = (rate: RateFigure): string =>
  rate.rate === null ? 'n=0' : `${percent(rate.rate)} ${interval(rate)}, n=${rate.n}`;

export const meanText = (mean: MeanFigure): string => `${percent(mean.mean)} ${interval(mean)}, n=${mean.n}`;

/** Three significant digits below one dollar, cents above. */
export const dollars = (usd: number): string => (usd === 0 ? '$0' : `$${usd < 1 ? plainDigits(usd) : usd.toFixed(2)}`);

export const whole = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 7_200_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** `1 item`, `2 items`. */
export const counted = (n: number, noun: string): string => `${whole(n)} ${noun}${n === 1 ? '' : 's'}`;

/** Without a minus before a zero. */
const hundred = (share: number): string => (share * 100).toFixed(1).replace(/^-(?=0\.0$)/, '');

const plainDigits = (x: number): string => x.toFixed(Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(x)))));
