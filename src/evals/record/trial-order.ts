import { seededRandom } from '../statistics/random.ts';
import { trialKey } from '../trial.ts';
import type { Manifest } from './manifest.ts';

/**
 * All trials of a run in the order in which they are done: every item once before any is done again, and items in an order
 * that depends on the seed alone, so that a run which its budget ends has tried a fair sample of them.
 */
export function trialOrder({
  items,
  k,
  seed,
}: Pick<Manifest, 'items' | 'k' | 'seed'>): { item: string; trial: number }[] {
  const random = seededRandom(seed);
  return Array.from({ length: k }, (_, at) => at + 1).flatMap((trial) =>
    items
      .map(({ id }) => ({ id, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ id }) => ({ item: id, trial })),
  );
}

/** Those of them that are not done yet. */
export function trialsLeft(manifest: Manifest, done: readonly { item: string; trial: number }[]) {
  const keys = new Set(done.map(trialKey));
  return trialOrder(manifest).filter((one) => !keys.has(trialKey(one)));
}
