import { describeError } from '../errors.ts';
import type { RunParts } from './parts.ts';

/**
 * The timer's half of "level-triggered": looks at every run that is not ended, so that a lost webhook or a lost job
 * costs minutes and never a run. Returns a function that stops it.
 */
export function reconcileRegularly(parts: RunParts): () => void {
  const pass = async () => {
    try {
      for (const run of await parts.store.active()) await parts.queue.look(run.id);
    } catch (error) {
      parts.log.warn({ error: describeError(error) }, 'could not reconcile; tried again at the next tick');
    }
  };
  void pass();
  const timer = setInterval(() => void pass(), parts.settings.reconcileMs);
  return () => clearInterval(timer);
}
