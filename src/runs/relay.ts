import { setTimeout as delay } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { DeliveryStore } from '../store/types.ts';
import type { Log } from './parts.ts';
import type { FettleEvent } from './types.ts';

/** Deliveries handled at once: a GitHub that is slow to answer for one repository does not hold up the others. */
const LANES = 4;
/** How often stored deliveries are looked for when nothing wakes the relay. */
const IDLE_MS = 5_000;
/** A delivery whose handling takes longer when we stop is given back, for another relay, ms. */
const STOP_PATIENCE_MS = 3_000;

/** Turns stored deliveries into runs and looks, at least once each. `wake` makes it look now. */
export function relay(
  deliveries: DeliveryStore,
  takeIn: (event: FettleEvent) => Promise<void>,
  log: Log,
): { wake: () => void; stop: () => Promise<void> } {
  let stopped = false;
  let again = false;
  let working: Promise<void> | null = null;

  const lane = async () => {
    while (!stopped && (await deliveries.relay(1, ({ payload }) => takeIn(payload as FettleEvent))) > 0);
  };
  const drain = async () => {
    try {
      do {
        again = false;
        await Promise.all(Array.from({ length: LANES }, lane));
      } while (again && !stopped);
    } catch (error) {
      log.warn({ error: describeError(error) }, 'the relay could not reach the database; tried again soon');
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
