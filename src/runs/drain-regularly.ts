import { setTimeout as delay } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { Log } from './parts.ts';

/** How often what waits is looked for when nothing wakes us. */
const IDLE_MS = 5_000;
/** What takes longer when we stop is given up, and taken up by another process, ms. */
const STOP_PATIENCE_MS = 3_000;

/**
 * Does what waits in a table until nothing does, now, at each `wake` and now and then. `one` does one piece and says
 * whether there was any; `lanes` pieces are done at once. What throws is told as `trouble` and tried again at the next look.
 */
export function drainRegularly(
  one: () => Promise<boolean>,
  { lanes, trouble, log }: { lanes: number; trouble: string; log: Log },
): { wake: () => void; stop: () => Promise<void> } {
  let stopped = false;
  let again = false;
  let working: Promise<void> | null = null;

  const lane = async () => {
    while (!stopped && (await one()));
  };
  const drain = async () => {
    try {
      do {
        again = false;
        await Promise.all(Array.from({ length: lanes }, lane));
      } while (again && !stopped);
    } catch (error) {
      log.warn({ error: describeError(error) }, trouble);
    }
  };
  const wake = () => {
    again = true;
    working ??= drain().finally(() => {
      working = null;
    });
  };
  const timer = setInterval(wake, IDLE_MS);
  wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await Promise.race([working, delay(STOP_PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}
