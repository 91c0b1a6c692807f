import { describeError } from '../errors.ts';
import type { DeliveryStore } from '../store/types.ts';
import type { Log } from './parts.ts';
import type { FettleEvent } from './types.ts';

/** Deliveries taken at once, and how often stored ones are looked for when nothing wakes the relay. */
const BATCH = 20;
const IDLE_MS = 5_000;

/** Turns stored deliveries into runs and looks, at least once each. `wake` makes it look now. */
export function relay(
  deliveries: DeliveryStore,
  takeIn: (event: FettleEvent) => Promise<void>,
  log: Log,
): { wake: () => void; stop: () => Promise<void> } {
  let stopped = false;
  let again = false;
  let working: Promise<void> | null = null;

  const drain = async () => {
    try {
      do {
        again = false;
        while (!stopped && (await deliveries.relay(BATCH, ({ payload }) => takeIn(payload as FettleEvent))) > 0);
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
      await working;
    },
  };
}
