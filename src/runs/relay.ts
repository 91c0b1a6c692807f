import type { DeliveryStore } from '../store/types.ts';
import { drainRegularly } from './drain-regularly.ts';
import type { Log } from './parts.ts';
import type { FettleEvent } from './types.ts';

/** Deliveries handled at once: a GitHub that is slow to answer for one repository does not hold up the others. */
const LANES = 4;

/** Turns stored deliveries into runs and looks, at least once each. `wake` makes it look now. */
export function relay(
  deliveries: DeliveryStore,
  takeIn: (event: FettleEvent) => Promise<void>,
  log: Log,
): { wake: () => void; stop: () => Promise<void> } {
  const one = async () => (await deliveries.relay(1, ({ payload }) => takeIn(payload as FettleEvent))) > 0;
  return drainRegularly(one, {
    lanes: LANES,
    trouble: 'the relay could not reach the database; tried again soon',
    log,
  });
}
