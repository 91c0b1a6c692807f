import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';

/** The first half of the lock's key; the second is the run's hash. Also known to `run-queue.ts`'s sweep. */
export const RUN_LOCK_CLASS = 7215;

export interface RunLocks {
  /** Null when another holds it. The signal aborts when the lock is lost although nobody released it. */
  acquire(runId: string): Promise<AbortSignal | null>;
  release(runId: string): Promise<void>;
  holds(runId: string): boolean;
  close(): Promise<void>;
}

interface Held {
  lost: AbortController;
  session: pg.Client | null;
}

/**
 * Locks that live as long as this process: PostgreSQL drops a session's advisory locks when its connection ends, also
 * by kill -9, so they tell within moments whether whoever carries out a run is still there. One connection holds them
 * all; when it breaks it is replaced and the locks are taken again.
 */
export function runLocks(connectionString: string, log: Logger): RunLocks {
  const held = new Map<string, Held>();
  let closed = false;
  let session: Promise<pg.Client> | null = null;

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: 'fettle runs',
    });
    client.on('error', (error) => log.warn({ err: error }, 'the connection that holds the run locks broke'));
    await client.connect();
    client.once('end', () => {
      session = null;
      if (!closed) void retake();
    });
    // A machine that vanished without a word must not hold its runs for the two hours that TCP takes by default.
    await client.query('SET tcp_keepalives_idle = 10').catch(() => {});
    await client.query('SET tcp_keepalives_interval = 5').catch(() => {});
    await client.query('SET tcp_keepalives_count = 3').catch(() => {});
    return client;
  }

  function connection(): Promise<pg.Client> {
    session ??= open().catch((error: unknown) => {
      session = null;
      throw error;
    });
    return session;
  }

  async function retake(): Promise<void> {
    while (!closed && held.size > 0) {
      try {
        const client = await connection();
        for (const [runId, lock] of held) {
          // Locks are counted: taken twice by one session they would outlive their release.
          if (lock.session === client) continue;
          lock.session = client;
          if (await tryLock(client, runId)) continue;
          held.delete(runId);
          lock.lost.abort(new Error('another process has taken this run over'));
        }
        return;
      } catch (error) {
        log.warn({ err: error }, 'the run locks are not held at the moment');
        await delay(500, undefined, { ref: false });
      }
    }
  }

  return {
    acquire: async (runId) => {
      // A session is given its own locks again and again, so two handlers of this process are kept apart here.
      if (held.has(runId)) return null;
      const lock: Held = { lost: new AbortController(), session: null };
      held.set(runId, lock);
      try {
        lock.session = await connection();
        if (await tryLock(lock.session, runId)) return lock.lost.signal;
      } catch (error) {
        held.delete(runId);
        throw error;
      }
      held.delete(runId);
      return null;
    },
    release: async (runId) => {
      if (!held.delete(runId) || session === null) return;
      // With the connection the lock is gone as well.
      await (await session)
        .query('SELECT pg_advisory_unlock($1, hashtext($2))', [RUN_LOCK_CLASS, runId])
        .catch(() => {});
    },
    holds: (runId) => held.has(runId),
    close: async () => {
      closed = true;
      await (await session?.catch(() => null))?.end().catch(() => {});
    },
  };
}

async function tryLock(client: pg.Client, runId: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked', [
    RUN_LOCK_CLASS,
    runId,
  ]);
  return rows[0]?.locked === true;
}
