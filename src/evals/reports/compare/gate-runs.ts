import { clusteredMean } from '../../statistics/clustered.ts';
import { average } from '../figures/rate.ts';
import type { ReadRun } from '../read-run.ts';
import type { ScoredPair } from './compare-items.ts';
import { pairRuns } from './pair-runs.ts';
import { tangoBounds } from './tango.ts';

export interface GateQuestion {
  /** The largest loss that is put up with, as a share of 1. */
  maxLoss: number;
  /** One-sided. */
  confidence: number;
}

export interface Gated extends GateQuestion {
  verdict: 'pass' | 'worse' | 'cannot tell';
  /** One sentence, with the figures. */
  text: string;
  /** Items compared, and of the baseline. */
  items: number;
  baselineItems: number;
  clusters: number;
  /** The run less the baseline. Null where nothing could be compared. */
  difference: number | null;
  /** Not lower and not higher than these, each at the one-sided confidence. */
  low: number | null;
  high: number | null;
  /** How many more items like these it would take; null where no number would, or none is needed. */
  moreItems: number | null;
}

/** Items without an answer are not random ones: with more of the baseline's missing than this, nothing is shown. */
const MAX_MISSING = 0.1;
const MAX_TIMES = 1000;

/** Whether the loss against a baseline is shown to be small. Pure. */
export function gateRuns(run: ReadRun, baseline: ReadRun, question: GateQuestion): Gated {
  const { items } = pairRuns([baseline, run]);
  const pairs = items.map(({ trials: [before = [], after = []], cluster }) => ({
    a: average(before.map(({ score }) => score ?? 0)),
    b: average(after.map(({ score }) => score ?? 0)),
    cluster,
  }));
  const known = {
    ...question,
    items: items.length,
    baselineItems: baseline.manifest.items.length,
    clusters: new Set(pairs.map(({ cluster }) => cluster)).size,
  };
  const missing = known.baselineItems - known.items;
  const bounds = boundsOf(pairs, question.confidence, 1);
  const few = missing > known.baselineItems * MAX_MISSING;
  if (few || bounds === null)
    return {
      ...known,
      ...(bounds ?? { difference: null, low: null, high: null }),
      verdict: 'cannot tell',
      moreItems: null,
      text: few
        ? `cannot tell: ${missing} of the baseline's ${known.baselineItems} items have no answer to compare, or differ, and those are not random ones`
        : `cannot tell: the ${known.items} items are of one cluster, so nothing is known of their spread`,
    };
  const { low, high } = bounds;
  const verdict = low >= -question.maxLoss ? 'pass' : high < -question.maxLoss ? 'worse' : 'cannot tell';
  const more = verdict === 'cannot tell' ? moreItems(pairs, question) : null;
  return {
    ...known,
    ...bounds,
    verdict,
    moreItems: more,
    text: sentence(verdict, { ...bounds, more, n: known.items }, question),
  };
}

/**
 * The more careful one of the bounds from the spread over clusters and of Tango's, had there been so many times the items
 * in as many times the clusters. Null with fewer than two clusters.
 */
function boundsOf(
  pairs: readonly ScoredPair[],
  confidence: number,
  times: number,
): { difference: number; low: number; high: number } | null {
  const clustered = clusteredMean(
    pairs.map(({ a, b, cluster }) => ({ value: b - a, cluster })),
    2 * confidence - 1,
  );
  if (clustered === null) return null;
  const sum = (of: (pair: ScoredPair) => number) => pairs.reduce((all, pair) => all + Math.max(0, of(pair)), 0);
  const tango = tangoBounds(
    { n: pairs.length * times, onlyA: sum(({ a, b }) => a - b) * times, onlyB: sum(({ a, b }) => b - a) * times },
    confidence,
  );
  const half = (clustered.high - clustered.mean) / Math.sqrt(times);
  return {
    difference: clustered.mean,
    low: Math.max(-1, Math.min(tango.low, clustered.mean - half)),
    high: Math.min(1, Math.max(tango.high, clustered.mean + half)),
  };
}

/** Until the loss is shown to be small enough, should the difference stay as it is. */
function moreItems(pairs: readonly ScoredPair[], { maxLoss, confidence }: GateQuestion): number | null {
  const passes = (times: number) => (boundsOf(pairs, confidence, times)?.low ?? -1) >= -maxLoss;
  if (!passes(MAX_TIMES)) return null;
  let [no, yes] = [1, MAX_TIMES];
  for (let step = 0; step < 40; step += 1) {
    const middle = (no + yes) / 2;
    if (passes(middle)) yes = middle;
    else no = middle;
  }
  return Math.max(1, Math.ceil(pairs.length * (yes - 1)));
}

function sentence(
  verdict: Gated['verdict'],
  it: { difference: number; low: number; high: number; more: number | null; n: number },
  { maxLoss, confidence }: GateQuestion,
): string {
  const hundred = (share: number) => (share * 100).toFixed(1).replace(/^-(?=0\.0$)/, '');
  const sign = it.difference > 0 ? '+' : '';
  const seen = `difference ${sign}${hundred(it.difference)} points, n=${it.n}, at ${hundred(confidence)} % confidence`;
  const limit = `${hundred(maxLoss)} points`;
  if (verdict === 'pass') {
    const most = it.low >= 0 ? 'there is no loss' : `the loss is at most ${hundred(-it.low)} points`;
    return `pass: ${most}, allowed are ${limit} (${seen})`;
  }
  if (verdict === 'worse')
    return `worse: the loss is more than ${limit}, at least ${hundred(-it.high)} points (${seen})`;
  const next =
    it.more !== null
      ? `about ${it.more} more items like these would show that it is not, should the difference stay as it is`
      : it.difference <= -maxLoss
        ? 'the loss that was seen is itself as large as that, so more items would not make this pass'
        : `even ${MAX_TIMES} times as many items would not show it`;
  return `cannot tell: the loss may be as large as ${hundred(-it.low)} points, allowed are ${limit} (${seen}); ${next}`;
}
