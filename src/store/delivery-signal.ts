import type { Logger } from 'pino';
import { describeError } from '../errors.ts';
import { listen } from './listen.ts';
import type { Database } from './types.ts';

const CHANNEL = 'fettle_delivery';

/**
 * Tells every relay, whatever machine it is on, that deliveries were stored. Only a hint, sent after the deliveries are
 * safe: who misses it finds them at the relay's next tick.
 */
export function deliverySignal(database: Database, log: Logger) {
  const { pool } = database;
  let sending = false;
  let again = false;

  async function send(): Promise<void> {
    do {
      again = false;
      await pool.query(`NOTIFY ${CHANNEL}`);
    } while (again);
  }

  return {
    /** Returns at once. One statement at a time: deliveries stored meanwhile share the next. */
    send(): void {
      again = true;
      if (sending) return;
      sending = true;
      send()
        .catch((error: unknown) => log.debug({ error: describeError(error) }, 'could not tell of a delivery'))
        .finally(() => {
          sending = false;
        });
    },
    /** Calls `wake` at each signal, and whenever one may have been missed. Returns what ends it. */
    listen(wake: () => void): () => Promise<void> {
      return listen(database, { channel: CHANNEL, name: 'fettle relay', heard: wake, missed: wake }, log);
    },
  };
}
