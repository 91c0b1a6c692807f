import type { DeliveryTried } from '../../github/types.ts';
import type { RunParts } from '../parts.ts';
import type { ReconcileStore } from './reconcile-store.ts';

export const DELIVERIES_PASS = 'deliveries';
const MINUTE_MS = 60_000;
/** Read again each time: a delivery that was on its way at the last look may have failed since. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** How far back the first look goes; GitHub itself keeps three days. */
const FIRST_MS = 60 * MINUTE_MS;
const FURTHEST_MS = 3 * 24 * 60 * MINUTE_MS;
/** Sent again in one pass, so that an outage does not come back as a flood; the others follow in the next ones. */
const MAX_AT_ONCE = 500;

/**
 * Reads the App's log of deliveries since the last look and has those sent again that failed, each once: what fails
 * twice is left to the other ways in which we learn of things. Returns how many.
 */
export async function redeliverFailed(
  { github, now }: Pick<RunParts, 'github' | 'now'>,
  store: Pick<ReconcileStore, 'notYetRedelivered' | 'redelivered' | 'passed'>,
  until: number | null,
): Promise<number> {
  const started = now();
  const since = Math.max(started - FURTHEST_MS, (until ?? started - FIRST_MS + OVERLAP_MS) - OVERLAP_MS);
  const failed = failedOnes(await github.deliveriesSince(since));
  const fresh = await store.notYetRedelivered(failed.map((it) => it.guid));
  const lost = failed.filter((it) => fresh.has(it.guid));
  const batch = lost.slice(0, MAX_AT_ONCE);
  // Noted after it is asked for: one that comes twice is known by its number, one that never comes is lost.
  for (const { id, guid } of batch) {
    await github.redeliver(id);
    await store.redelivered(guid);
  }
  // Where some are left, the next look begins with the first of them.
  await store.passed(DELIVERIES_PASS, lost[batch.length]?.at ?? started);
  return batch.length;
}

/** One try for each delivery that no try of brought here, oldest first. One on its way is not lost yet. */
export function failedOnes(tried: readonly DeliveryTried[]): DeliveryTried[] {
  const byGuid = Map.groupBy(tried, (it) => it.guid);
  return [...byGuid.values()]
    .filter((tries) => tries.every((it) => it.state === 'failed'))
    .flatMap((tries) => tries.toSorted((a, b) => b.at - a.at).slice(0, 1))
    .toSorted((a, b) => a.at - b.at);
}
