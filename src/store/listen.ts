import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { describeError } from '../errors.ts';
import type { Database } from './types.ts';

/** ms between two tries to listen again. */
const RETRY_MS = 1000;

export interface Listening {
  channel: string;
  /** Shown among the database's connections. */
  name: string;
  /** Called at each notice, with what it says. */
  heard: (payload: string) => void;
  /** Called whenever notices may have been missed: first of all, and after each break. */
  missed: () => void;
}

/** Listens on a connection of its own until it is ended by what it returns; a connection that breaks is made anew. */
export function listen(
  { connectionString }: Pick<Database, 'connectionString'>,
  listening: Listening,
  log: Logger,
): () => Promise<void> {
  const stopping = new AbortController();
  const ended = keepListening(connectionString, listening, stopping.signal, log);
  return async () => {
    stopping.abort();
    await ended;
  };
}

async function keepListening(
  connectionString: string,
  { channel, name, heard, missed }: Listening,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: name,
    });
    const broken = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', (error) => log.debug({ error: describeError(error) }, 'the listening connection broke'));
    client.on('notification', ({ payload }) => heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      missed();
      await Promise.race([broken, once(signal)]);
    } catch (error) {
      log.debug({ error: describeError(error) }, `can not listen to ${channel} yet`);
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
