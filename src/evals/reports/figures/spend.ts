import type { Trial } from '../../trial.ts';

/** What trials took: in all, and for one trial the middle and the 95th of 100. */
export interface Spread {
  total: number;
  median: number;
  p95: number;
}

export interface Spend {
  costUsd: Spread;
  /** Input, output and both sides of the cache. */
  tokens: Spread;
  ms: Spread;
}

/** Of all trials, those that infrastructure took away included: they were paid for as well. Null without trials. */
export function spendOf(trials: readonly Trial[]): Spend | null {
  if (trials.length === 0) return null;
  return {
    costUsd: spread(trials.map(({ costUsd }) => costUsd)),
    tokens: spread(trials.map(({ usage }) => usage.input + usage.output + usage.cacheRead + usage.cacheWrite)),
    ms: spread(trials.map(({ ms }) => ms)),
  };
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { total: values.reduce((sum, value) => sum + value, 0), median: at(sorted, 0.5), p95: at(sorted, 0.95) };
}

/** Between two values in proportion (type 7 of Hyndman and Fan 1996). */
function at(sorted: readonly number[], p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}
