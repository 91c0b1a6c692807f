import { normalQuantile } from '../../statistics/distributions.ts';
import type { Interval } from '../../statistics/wilson.ts';

/** Counts of a paired comparison; fractions of an item stand for grades. */
export interface Changes {
  n: number;
  onlyA: number;
  onlyB: number;
}

/**
 * The score interval of a paired difference of two rates, B less A, each end at the given one-sided confidence (Tango,
 * Statistics in Medicine 1998;17:891). Unlike an interval from the spread it knows that a few items on which nothing
 * changed show little: with none of n it reaches to z^2 / (n + z^2) on either side.
 */
export function tangoBounds({ n, onlyA, onlyB }: Changes, confidence: number): Interval {
  const z = normalQuantile(confidence);
  const above = (delta: number) => score({ n, onlyA, onlyB }, delta);
  const estimate = (onlyB - onlyA) / n;
  return {
    low: edge(-1, estimate, (delta) => above(delta) > z),
    high: edge(1, estimate, (delta) => above(delta) < -z),
  };
}

/** How many standard errors the observed difference is above `delta`, were this the true one. */
function score({ n, onlyA, onlyB }: Changes, delta: number): number {
  const b = (2 * n - onlyB + onlyA) * delta - onlyB - onlyA;
  const c = -onlyA * delta * (1 - delta);
  const rate = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const variance = n * (2 * rate + delta * (1 - delta));
  const above = onlyB - onlyA - n * delta;
  return variance <= 0 ? Math.sign(above) * Number.POSITIVE_INFINITY || 0 : above / Math.sqrt(variance);
}

/** Between what is excluded and what is not. */
function edge(outside: number, inside: number, excluded: (delta: number) => boolean): number {
  let [out, within] = [outside, inside];
  if (!excluded(out)) return out;
  for (let step = 0; step < 60; step += 1) {
    const middle = (out + within) / 2;
    if (excluded(middle)) out = middle;
    else within = middle;
  }
  return within;
}
