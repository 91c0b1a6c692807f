import { describeError } from '../../errors.ts';
import type { RunParts } from '../parts.ts';
import type { ReconcileStore } from '../reconcile/reconcile-store.ts';
import type { AftermathStore } from './aftermath-store.ts';
import { follow } from './follow.ts';

const PASS = 'aftermath';
/** A run's end may be seen late by another process's clock, ms. */
const OVERLAP_MS = 600_000;

/**
 * The timer that follows what was merged, apart from the one for open runs: a first clone may take minutes. However many
 * processes do this on one database, each row is looked at by one of them. Returns a function that stops it.
 */
export function followRegularly(
  parts: RunParts,
  store: AftermathStore,
  passes: Pick<ReconcileStore, 'turn' | 'passed'>,
): () => void {
  const { followMs, reconcileMs } = parts.settings;
  if (followMs === 0) return () => undefined;
  const stop = new AbortController();
  let going = false;
  const pass = async () => {
    if (going) return;
    going = true;
    try {
      const mine = await passes.turn(PASS, parts.now(), reconcileMs * 0.9);
      if (mine !== null) {
        const started = parts.now();
        // The first time, also those that ended before anything was followed.
        await store.begin(Math.max(started - followMs, (mine.until ?? 0) - OVERLAP_MS), started);
        await passes.passed(PASS, started);
        await follow(parts, store, stop.signal);
      }
    } catch (error) {
      if (!stop.signal.aborted)
        parts.log.warn(
          { error: describeError(error) },
          'could not follow what was merged; tried again at the next tick',
        );
    }
    going = false;
  };
  void pass();
  const timer = setInterval(() => void pass(), reconcileMs);
  return () => {
    stop.abort();
    clearInterval(timer);
  };
}
