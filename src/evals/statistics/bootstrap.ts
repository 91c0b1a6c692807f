import { byCluster, type Item } from './clustered.ts';
import { seededRandom } from './random.ts';
import type { Interval } from './wilson.ts';

// Taken out of Math once: looking it up costs more than the call where globals are intercepted, as in tests.
const { floor } = Math;

/**
 * The percentile interval of the mean when whole clusters are drawn again with replacement (Efron 1979; Field and Welsh
 * 2007 for clusters). The same seed gives the same interval. It is a little narrow with fewer than about 30 clusters.
 */
export function bootstrapMean(
  items: readonly Item[],
  { seed = 1, draws = 2000, confidence = 0.95 }: { seed?: number; draws?: number; confidence?: number } = {},
): Interval | null {
  const clusters = byCluster(items);
  if (clusters.length < 2) return null;
  const random = seededRandom(seed);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    let sum = 0;
    let n = 0;
    for (let pick = 0; pick < clusters.length; pick += 1) {
      const one = clusters[floor(random() * clusters.length)] as { sum: number; n: number };
      sum += one.sum;
      n += one.n;
    }
    means[draw] = sum / n;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantileOf(means, tail), high: quantileOf(means, 1 - tail) };
}

/** Between two values in proportion (type 7 of Hyndman and Fan 1996). */
function quantileOf(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = floor(at);
  const low = sorted[below] as number;
  return low + (at - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low);
}
