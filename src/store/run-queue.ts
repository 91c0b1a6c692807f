import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { RUN_LOCK_CLASS, runLocks } from './run-locks.ts';
import type { Database, RunQueue } from './types.ts';

const QUEUE = 'run';

/** Where a look waits while its run is carried out. Whoever carries it out brings it forward at the end. */
const PARKED_MS = 24 * 3_600_000;

/** A worker that hangs, or whose machine vanished, is noticed after so many seconds; a killed one by the sweep. */
const HEARTBEAT_SECONDS = 20;

/** A job whose worker holds no lock is given back when it is seen so in two sweeps, this many ms apart. */
const SWEEP_MS = 2000;

type OnLook = Parameters<RunQueue['work']>[1];

interface Look {
  runId: string;
  parked: boolean;
}

/**
 * Looks at runs on pg-boss: at most one waits per run, and one run is carried out by one worker at a time.
 *
 * The policy is `short` and not `stately`, because the latter lets a waiting job whose key is active stand at the head
 * of the queue, where it fails every fetch until a cached list of active keys is renewed. Instead a worker that finds
 * its run's lock taken parks the look. The lock's session ends with its process, so a job without a lock has lost its
 * worker: the sweep of any process gives it back within seconds, also with several processes on one database.
 */
export function runQueue(database: Database, log: Logger): RunQueue {
  const { connectionString, pool } = database;
  const boss = new PgBoss({
    connectionString,
    application_name: 'fettle queue',
    max: 5,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 600,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the queue had an error'));
  boss.on('warning', (warning) => log.debug({ warning }, 'the queue warns'));
  const locks = runLocks(connectionString, log);
  const stopping = new AbortController();
  let sweeping: Promise<void> = Promise.resolve();

  /** Changes the waiting look of one run while nobody else does. */
  async function withWaiting<T>(runId: string, change: (waiting: JobWithMetadata<Look>[], db: Db) => Promise<T>) {
    return await database.transaction(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [RUN_LOCK_CLASS + 1, runId]);
      const db = onClient(client);
      return await change(await boss.findJobs<Look>(QUEUE, { key: runId, queued: true, db }), db);
    });
  }

  async function look(runId: string, afterMs = 0): Promise<void> {
    const at = new Date(Date.now() + afterMs);
    await withWaiting(runId, async (waiting, db) => {
      // A parked look comes when the one under way ends, and sees then what is to be seen.
      if (waiting.some((job) => job.data.parked)) return;
      const earliest = waiting.toSorted((a, b) => a.startAfter.getTime() - b.startAfter.getTime())[0];
      if (earliest === undefined) {
        await boss.send(QUEUE, { runId, parked: false }, { singletonKey: runId, startAfter: at, db });
      } else if (earliest.startAfter > at) {
        await boss.update(QUEUE, undefined, { id: earliest.id, startAfter: at, db });
      }
    });
  }

  async function park(runId: string): Promise<void> {
    const startAfter = new Date(Date.now() + PARKED_MS);
    await withWaiting(runId, async (waiting, db) => {
      if (waiting.some((job) => job.data.parked)) return;
      await boss.upsert(QUEUE, { runId, parked: true }, { singletonKey: runId, startAfter, db });
    });
  }

  async function bringForward(runId: string): Promise<void> {
    await withWaiting(runId, async (waiting, db) => {
      for (const job of waiting.filter((it) => it.data.parked)) {
        await boss.update(QUEUE, { runId, parked: false }, { id: job.id, startAfter: new Date(), db });
      }
    });
  }

  async function carryOut(job: JobWithMetadata<Look>, handle: OnLook['handle']): Promise<void> {
    const { runId } = job.data;
    let lost = await locks.acquire(runId);
    if (lost === null) {
      await park(runId);
      // Whoever held it may have ended before the look was parked, and then nobody would bring it forward.
      lost = await locks.acquire(runId);
      if (lost === null) return;
    }
    try {
      await handle(runId, AbortSignal.any([job.signal, lost, stopping.signal]));
    } catch (error) {
      // Aborted because we stop: no fault of the run, and it is looked at again at once, below.
      if (!stopping.signal.aborted) throw error;
    } finally {
      await locks.release(runId);
      await bringForward(runId);
      if (stopping.signal.aborted) await look(runId);
    }
  }

  /** Locked meanwhile, so that what the dead worker left is gone before another one begins. */
  async function giveBack(job: Orphan, abandoned: OnLook['abandoned']): Promise<void> {
    if ((await locks.acquire(job.runId)) === null) return;
    try {
      log.warn({ run: job.runId }, 'the worker of this run is gone; it is carried out again');
      await abandoned?.(job.runId);
    } catch (error) {
      log.warn({ err: error, run: job.runId }, 'what a worker left could not be removed');
    } finally {
      await locks.release(job.runId);
    }
    await boss.fail(QUEUE, { id: job.id, retryCount: job.retryCount }, { message: 'its worker is gone' });
    await bringForward(job.runId);
    await look(job.runId);
  }

  async function sweep(abandoned: OnLook['abandoned']): Promise<void> {
    let before = new Set<string>();
    while (!stopping.signal.aborted) {
      try {
        const orphans = await jobsWithoutLock(pool, (runId) => locks.holds(runId));
        const sure = orphans.filter((it) => before.has(it.attempt));
        await Promise.all(sure.map(async (job) => await giveBack(job, abandoned)));
        before = new Set(orphans.map((it) => it.attempt));
      } catch (error) {
        log.warn({ err: error }, 'could not look for jobs whose worker is gone');
      }
      await delay(SWEEP_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    start: async () => {
      await boss.start();
      await boss.createQueue(QUEUE, {
        policy: 'short',
        notify: true,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        expireInSeconds: 86_399,
        retryLimit: 20,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 60,
        deleteAfterSeconds: 600,
      });
    },
    look,
    work: async (concurrency, { handle, abandoned }) => {
      sweeping = sweep(abandoned);
      await boss.work(
        QUEUE,
        {
          localConcurrency: concurrency,
          batchSize: 1,
          includeMetadata: true,
          heartbeatRefreshSeconds: 5,
          // Delayed looks make no notification when their time comes; many workers share the asking.
          pollingIntervalSeconds: Math.max(0.5, concurrency / 4),
          notifyPollingIntervalSeconds: Math.max(0.5, concurrency / 4),
        },
        async (jobs: JobWithMetadata<Look>[]) => {
          for (const job of jobs) await carryOut(job, handle);
        },
      );
    },
    whileIdle: async (runIds, work) => {
      const idle = new Set<string>();
      try {
        for (const runId of runIds) if ((await locks.acquire(runId)) !== null) idle.add(runId);
        return await work(idle);
      } finally {
        for (const runId of idle) {
          await locks.release(runId);
          // A worker that found the lock taken has parked its look.
          await bringForward(runId);
        }
      }
    },
    stop: async (graceMs) => {
      if (stopping.signal.aborted) return;
      stopping.abort(new Error('this process stops'));
      await boss.stop({ graceful: true, timeout: graceMs });
      await sweeping;
      await locks.close();
    },
  };
}

interface Db {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

/** pg-boss on a connection of ours, so that what it does is part of the transaction. */
function onClient(client: PoolClient): Db {
  return { executeSql: async (text, values) => await client.query(text, values) };
}

interface Orphan {
  id: string;
  runId: string;
  retryCount: number;
  /** Which try of the job it is, to see whether it is still the same one later. */
  attempt: string;
}

/** Active jobs whose run is locked by nobody: their worker is gone, or has not come to the lock yet. */
async function jobsWithoutLock(pool: Database['pool'], isOurs: (runId: string) => boolean): Promise<Orphan[]> {
  const { rows } = await pool.query<{ id: string; retry_count: number; singleton_key: string }>(
    `SELECT id, retry_count, singleton_key FROM pgboss.job
     WHERE name = $1 AND state = 'active' AND NOT EXISTS (
       SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = $2
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND objid::bigint = (hashtext(singleton_key)::bigint & 4294967295))`,
    [QUEUE, RUN_LOCK_CLASS],
  );
  return rows
    .filter((row) => !isOurs(row.singleton_key))
    .map((row) => ({
      id: row.id,
      runId: row.singleton_key,
      retryCount: row.retry_count,
      attempt: `${row.id}/${row.retry_count}`,
    }));
}
