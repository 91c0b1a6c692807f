import { setTimeout as delay } from 'node:timers/promises';
import type { Sandboxes } from '../sandbox/types.ts';
import type { RunQueue } from '../store/types.ts';

/**
 * Removes containers and volumes of runs that nobody carries out. Another worker on this engine may be at work, or take
 * up a run at any moment, so each run found there is locked first and stays so until its leftovers are gone. Returns how
 * many were removed.
 */
export async function removeLeftovers(sandboxes: Sandboxes, queue: RunQueue): Promise<number> {
  const found = new Set<string>();
  await sandboxes.sweep((runId) => {
    found.add(runId);
    return true;
  });
  if (found.size === 0) return 0;
  return await queue.whileIdle([...found], async (idle) => await sandboxes.sweep((runId) => !idle.has(runId)));
}

/**
 * The same for one run whose worker died, called while its lock is held and before another worker takes it up. What is
 * not found in `patienceMs` is left to the next regular pass.
 */
export async function removeLeftoversOf(runId: string, sandboxes: Sandboxes, patienceMs: number): Promise<void> {
  let late = false;
  const removed = sandboxes.sweep((other) => late || other !== runId);
  removed.catch(() => {});
  await Promise.race([
    removed,
    delay(patienceMs, undefined, { ref: false }).then(() => {
      late = true;
    }),
  ]);
}
