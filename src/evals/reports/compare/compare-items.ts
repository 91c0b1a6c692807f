import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { clusteredMean, type Mean } from '../../statistics/clustered.ts';
import { compareArms, type Comparison } from '../../statistics/compare-arms.ts';
import { normalQuantile, studentCdf, studentQuantile } from '../../statistics/distributions.ts';
import { mcnemar } from '../../statistics/mcnemar.ts';
import { leastDetectable, pairedItems } from '../../statistics/power.ts';
import type { Interval } from '../../statistics/wilson.ts';
import { average } from '../figures/rate.ts';
import { tangoBounds } from './tango.ts';

/** The means of an item's scores in two arms, from 0 to 1. */
export interface ScoredPair {
  a: number;
  b: number;
  cluster: string;
}

export interface ItemsCompared extends Comparison {
  /** `t` where an item has several trials or a grade: McNemar's test knows right and wrong only. */
  test: 'mcnemar' | 't';
  /**
   * What to show: that of `difference`, and Tango's where all items changed alike or none did, of which the spread says
   * nothing. Null with fewer than two clusters.
   */
  interval: Interval | null;
}

/**
 * Two arms on the same items. `rateA` and `rateB` are mean scores, `onlyA` and `onlyB` count the items on which that arm
 * did better. The smallest difference that could have been seen is the larger one of what independent items and what
 * clusters of this spread could show.
 */
export function compareItems(items: readonly ScoredPair[], { seed = 1 }: { seed?: number } = {}): ItemsCompared {
  const exact = items.every(({ a, b }) => (a === 0 || a === 1) && (b === 0 || b === 1));
  const compared = exact
    ? {
        ...compareArms(
          items.map(({ a, b, cluster }) => ({ a: a === 1, b: b === 1, cluster })),
          { seed },
        ),
        test: 'mcnemar' as const,
      }
    : { ...compareMeans(items, seed), test: 't' as const };
  return { ...compared, interval: intervalOf(items, compared), leastDetectable: careful(compared) };
}

function intervalOf(items: readonly ScoredPair[], { difference, n }: Comparison): Interval | null {
  if (difference === null) return null;
  if (difference.standardError > 0) return { low: Math.max(-1, difference.low), high: Math.min(1, difference.high) };
  const sum = (of: (pair: ScoredPair) => number) => items.reduce((all, pair) => all + Math.max(0, of(pair)), 0);
  return tangoBounds({ n, onlyA: sum(({ a, b }) => a - b), onlyB: sum(({ a, b }) => b - a) }, 0.975);
}

function compareMeans(items: readonly ScoredPair[], seed: number): Comparison {
  const differences = items.map(({ a, b, cluster }) => ({ value: b - a, cluster }));
  const difference = clusteredMean(differences);
  const onlyA = items.filter(({ a, b }) => a > b).length;
  const onlyB = items.filter(({ a, b }) => b > a).length;
  const n = items.length;
  return {
    n,
    clusters: new Set(items.map(({ cluster }) => cluster)).size,
    rateA: average(items.map(({ a }) => a)),
    rateB: average(items.map(({ b }) => b)),
    onlyA,
    onlyB,
    difference,
    bootstrap: bootstrapMean(differences, { seed }),
    p: difference === null ? 1 : (tTest(difference) ?? mcnemar(onlyA, onlyB)),
    // What the spread could show is added by the caller.
    leastDetectable: difference !== null && difference.standardError > 0 ? 0 : leastDetectable(n, (onlyA + onlyB) / n),
  };
}

/** Two-sided, with as many degrees of freedom as there are clusters less one. Null without any spread: use the signs. */
const tTest = ({ mean, standardError, clusters }: Mean): number | null =>
  standardError === 0 ? null : Math.min(1, 2 * studentCdf(-Math.abs(mean / standardError), clusters - 1));

/** Fewer items than these, all changed the same way, the exact test does not call a difference at 5 %. */
const LEAST_CHANGED = 6;

/** Four times out of five, at 5 %. Null with fewer than two clusters: nothing is known of the spread. */
function careful({ difference, leastDetectable: least, onlyA, onlyB, n }: Comparison): number | null {
  const alone = onlyA + onlyB === 0 ? leastAlone(n) : least;
  if (difference === null || alone === null || n < LEAST_CHANGED) return null;
  const reach = normalQuantile(0.8) - studentQuantile(0.025, difference.clusters - 1);
  return Math.max(alone, LEAST_CHANGED / n, reach * difference.standardError);
}

/** Where no item changed, the arms differ on as many as the difference itself would need: n = pairedItems(d, d). */
function leastAlone(n: number): number | null {
  const shows = (share: number) => (pairedItems(share, share) ?? Number.POSITIVE_INFINITY) <= n;
  if (!shows(1)) return null;
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (shows(middle)) high = middle;
    else low = middle;
  }
  return high;
}
