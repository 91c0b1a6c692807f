import { studentQuantile } from './distributions.ts';
import type { Interval } from './wilson.ts';

/** One observed value. Items of one cluster (a pair, a repository) are not independent of each other. */
export interface Item {
  value: number;
  cluster: string;
}

export interface Mean extends Interval {
  mean: number;
  standardError: number;
  n: number;
  clusters: number;
}

/** The sum and number of each cluster's items, in the order in which clusters first appear. */
export function byCluster(items: readonly Item[]): { sum: number; n: number }[] {
  const clusters = new Map<string, { sum: number; n: number }>();
  for (const { value, cluster } of items) {
    const one = clusters.get(cluster) ?? { sum: 0, n: 0 };
    clusters.set(cluster, { sum: one.sum + value, n: one.n + 1 });
  }
  return [...clusters.values()];
}

/**
 * The mean of all items with a clustered standard error (Miller, arXiv 2411.00640, section 2.2):
 * sqrt(G / (G - 1) * sum over clusters of (sum of residuals)^2) / n. The factor G / (G - 1) and Student's t with G - 1
 * degrees of freedom keep it honest with few clusters (Cameron and Miller 2015). With every item a cluster of its own it
 * is the usual standard error. Null for fewer than two clusters: nothing is known of the spread then.
 */
export function clusteredMean(items: readonly Item[], confidence = 0.95): Mean | null {
  const clusters = byCluster(items);
  const n = items.length;
  if (clusters.length < 2) return null;
  const mean = items.reduce((sum, { value }) => sum + value, 0) / n;
  const squares = clusters.reduce((sum, one) => sum + (one.sum - one.n * mean) ** 2, 0);
  const g = clusters.length;
  const standardError = Math.sqrt((g / (g - 1)) * squares) / n;
  const half = -studentQuantile((1 - confidence) / 2, g - 1) * standardError;
  return { mean, standardError, n, clusters: g, low: mean - half, high: mean + half };
}
