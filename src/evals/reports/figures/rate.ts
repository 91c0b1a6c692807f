import { clusteredMean } from '../../statistics/clustered.ts';
import { type Interval, wilson } from '../../statistics/wilson.ts';

/** Something that was so or not in one trial. */
export interface Seen {
  item: string;
  cluster: string;
  yes: boolean;
}

/** `count` of `n`. `rate` is null for n = 0. `low` and `high` are the outermost ends of both intervals. */
export interface RateFigure extends Interval {
  count: number;
  n: number;
  items: number;
  clusters: number;
  rate: number | null;
  wilson: Interval;
  /** Null with fewer than two clusters. */
  clustered: Interval | null;
}

/**
 * A rate with both intervals. The clustered one knows that items share a source and says nothing sure when all went the
 * same way; Wilson's is the other way round. Whoever reads only `low` and `high` gets the more careful of both. Several
 * trials of an item repeat each other: for Wilson's interval an item counts once.
 */
export function rateOf(seen: readonly Seen[]): RateFigure {
  const n = seen.length;
  const count = seen.filter(({ yes }) => yes).length;
  const items = new Set(seen.map(({ item }) => item)).size;
  const clusters = new Set(seen.map(({ cluster }) => cluster)).size;
  const independent = items === n ? wilson(count, n) : wilson(Math.round((count / n) * items), items);
  const mean = clusteredMean(seen.map(({ yes, cluster }) => ({ value: Number(yes), cluster })));
  const clustered = mean && within01(mean);
  return {
    count,
    n,
    items,
    clusters,
    rate: n === 0 ? null : count / n,
    ...outermost(independent, clustered),
    wilson: { low: independent.low, high: independent.high },
    clustered,
  };
}

/** A mean over items, each of which counts once, with the number of trials behind it. */
export interface MeanFigure extends Interval {
  mean: number;
  /** Items. */
  n: number;
  trials: number;
  clusters: number;
  standardError: number | null;
  /** Only where each item was right or wrong in its one trial. */
  wilson: Interval | null;
  clustered: Interval | null;
}

export interface ScoredItem {
  cluster: string;
  /** One for each trial, from 0 to 1. */
  scores: readonly number[];
}

/** The mean of the items' means. Null without items. With one cluster of graded scores nothing is known: 0 to 1. */
export function meanOf(items: readonly ScoredItem[]): MeanFigure | null {
  if (items.length === 0) return null;
  const values = items.map(({ scores, cluster }) => ({ value: average(scores), cluster }));
  const mean = clusteredMean(values);
  const clustered = mean && within01(mean);
  const right = values.filter(({ value }) => value === 1).length;
  const once = items.every(({ scores }) => scores.length === 1 && (scores[0] === 0 || scores[0] === 1));
  const independent = once ? wilson(right, items.length) : null;
  return {
    mean: average(values.map(({ value }) => value)),
    n: items.length,
    trials: items.reduce((sum, { scores }) => sum + scores.length, 0),
    clusters: new Set(items.map(({ cluster }) => cluster)).size,
    standardError: mean?.standardError ?? null,
    ...outermost(independent ?? clustered ?? { low: 0, high: 1 }, clustered),
    wilson: independent && { low: independent.low, high: independent.high },
    clustered,
  };
}

export const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function outermost(a: Interval, b: Interval | null): Interval {
  return b === null ? { low: a.low, high: a.high } : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

const within01 = ({ low, high }: Interval): Interval => ({ low: Math.max(0, low), high: Math.min(1, high) });
