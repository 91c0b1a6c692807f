import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { describeError } from '../errors.ts';
import type { Database } from './types.ts';

const CHANNEL = 'fettle_delivery';
/** ms between two tries to listen again. */
const RETRY_MS = 1000;

/**
 * Tells every relay, whatever machine it is on, that deliveries were stored. Only a hint, sent after the deliveries are
 * safe: who misses it finds them at the relay's next tick.
 */
export function deliverySignal({ pool, connectionString }: Database, log: Logger) {
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
      const stopping = new AbortController();
      const listening = keepListening(connectionString, wake, stopping.signal, log);
      return async () => {
        stopping.abort();
        await listening;
      };
    },
  };
}

async function keepListening(
  connectionString: string,
  wake: () => void,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: 'fettle relay',
    });
    const broken = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', (error) => log.debug({ error: describeError(error) }, 'the listening connection broke'));
    client.on('notification', wake);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      wake();
      await Promise.race([broken, once(signal)]);
    } catch (error) {
      log.debug({ error: describeError(error) }, 'can not listen for deliveries yet');
    } finally {
      // Only now: a client that is ended while it connects never settles.
      await client.end().catch(() => {});
    }
    await delay(RETRY_MS, undefined, { ref: false, signal }).catch(() => {});
  }
}

async function once(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
