import { zOf } from './distributions.ts';

export interface Interval {
  low: number;
  high: number;
}

/** A count out of n with its interval; `rate` is null for n = 0, whose interval is all there is: 0 to 1. */
export interface Rate extends Interval {
  count: number;
  n: number;
  rate: number | null;
}

/**
 * A rate with Wilson's score interval (Wilson 1927; Brown, Cai and DasGupta 2001, "Interval estimation for a binomial
 * proportion"). Its coverage is right on average and swings around it; near 0 and 1 it may dip to about 0.84 at single
 * values of p. Items must be independent: for clustered ones use `clusteredMean`.
 */
export function wilson(count: number, n: number, confidence = 0.95): Rate {
  if (!Number.isInteger(n) || !(count >= 0 && count <= n)) throw new RangeError(`${count} of ${n} is no rate`);
  if (n === 0) return { count, n, rate: null, low: 0, high: 1 };
  const z2 = zOf(confidence) ** 2;
  const rate = count / n;
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2 * ((rate * (1 - rate)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return {
    count,
    n,
    rate,
    low: count === 0 ? 0 : Math.max(0, centre - half),
    high: count === n ? 1 : Math.min(1, centre + half),
  };
}
