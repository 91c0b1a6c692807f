import { bootstrapMean } from './bootstrap.ts';
import { clusteredMean, type Mean } from './clustered.ts';
import { mcnemar } from './mcnemar.ts';
import { leastDetectable } from './power.ts';
import { type Interval, wilson } from './wilson.ts';

/** One item that both arms did; whether it went right in each. */
export interface PairedItem {
  a: boolean;
  b: boolean;
  cluster: string;
}

export interface Comparison {
  n: number;
  clusters: number;
  rateA: number;
  rateB: number;
  onlyA: number;
  onlyB: number;
  /** B less A, with a clustered interval; null with fewer than two clusters. */
  difference: Mean | null;
  bootstrap: Interval | null;
  p: number;
  /** The smallest difference that this run would have shown four times out of five; null when no difference at all. */
  leastDetectable: number | null;
}

/** Two arms on the same items. The seed makes the bootstrap the same each time. */
export function compareArms(items: readonly PairedItem[], { seed = 1 }: { seed?: number } = {}): Comparison {
  const count = (of: (item: PairedItem) => boolean) => items.filter(of).length;
  const onlyA = count(({ a, b }) => a && !b);
  const onlyB = count(({ a, b }) => b && !a);
  const n = items.length;
  const differences = items.map(({ a, b, cluster }) => ({ value: Number(b) - Number(a), cluster }));
  // Of a few items that never differed it is not known that they never would: the upper bound plans on the safe side.
  const discordance = onlyA + onlyB === 0 ? wilson(0, n).high : (onlyA + onlyB) / n;
  return {
    n,
    clusters: new Set(items.map(({ cluster }) => cluster)).size,
    rateA: n === 0 ? 0 : count(({ a }) => a) / n,
    rateB: n === 0 ? 0 : count(({ b }) => b) / n,
    onlyA,
    onlyB,
    difference: clusteredMean(differences),
    bootstrap: bootstrapMean(differences, { seed }),
    p: mcnemar(onlyA, onlyB),
    leastDetectable: n === 0 ? null : leastDetectable(n, discordance),
  };
}

export type ComparisonVerdict = 'better' | 'worse' | 'no difference shown' | 'too few cases to tell';

/**
 * What a comparison says of B against A. It is better or worse only when the exact test and the clustered interval agree;
 * `p` may be the value that Holm adjusted. Without a difference it depends on what the run could have seen: when that is
 * more than `interest` (a difference that would matter to you), there were too few cases.
 */
export function comparisonVerdict(
  compared: Comparison,
  { alpha = 0.05, interest = 0.05, p = compared.p }: { alpha?: number; interest?: number; p?: number } = {},
): { verdict: ComparisonVerdict; text: string } {
  const { difference, n, leastDetectable: least } = compared;
  const points = (x: number) => `${(Math.abs(x) * 100).toFixed(1)} points`;
  const seen =
    least === null
      ? 'no difference of any size could have been seen'
      : `the smallest difference it could have seen is ${points(least)}`;
  const clear = difference !== null && p < alpha && (difference.low > 0 || difference.high < 0);
  if (clear) {
    const verdict = difference.mean > 0 ? 'better' : 'worse';
    return {
      verdict,
      text: `${verdict}: by ${points(difference.mean)} [${(difference.low * 100).toFixed(1)}, ${(difference.high * 100).toFixed(1)}], n=${n}, p=${p.toPrecision(2)}`,
    };
  }
  const verdict = least === null || least > interest ? 'too few cases to tell' : 'no difference shown';
  return { verdict, text: `${verdict}: n=${n}; ${seen}` };
}
