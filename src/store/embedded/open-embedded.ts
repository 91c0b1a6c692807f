import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { describeError, UserError } from '../../errors.ts';
import { type Binaries, exists, placeBinaries } from './binaries.ts';
import { createCluster, DATABASE_USER } from './cluster.ts';
import { findPlace, type Place } from './place.ts';
import { clearStaleLocks, logPath, logTail, serverPid, spawnServer, type Started } from './postmaster.ts';

export interface EmbeddedServer {
  connectionString: string;
  close(): Promise<void>;
}

/** How long a server that does not answer at all is started again and again, ms. */
const START_PATIENCE = 30_000;
/** How long a server that says it is recovering is waited for, ms: after a crash it reads its log first. */
const RECOVERY_PATIENCE = 10 * 60_000;
const STOP_PATIENCE = 20_000;

/** Held shared by every process that uses the server; who gets it alone is the last and stops the server. */
const USERS_LOCK = 7_215_001;

/**
 * A PostgreSQL of our own below `folder`, started unless it runs already. One that a killed process left running is
 * adopted. Several processes may share it: each keeps a session in it that holds a shared lock, which ends with the
 * process whatever happens to it, and who closes last stops the server.
 */
export async function openEmbedded(folder: string, log: Logger): Promise<EmbeddedServer> {
  const place = await findPlace(folder);
  const binaries = await placeBinaries(place);
  await createCluster(place, binaries);
  const connectionString = `postgresql://${DATABASE_USER}:${place.password}@localhost/postgres?host=${encodeURIComponent(place.socketDir)}`;
  let closing = false;
  let session = enter();
  await session;

  async function enter(): Promise<pg.Client> {
    const client = await reach(place, binaries, connectionString, log);
    client.once('end', () => {
      if (closing) return;
      log.warn('the embedded database stopped; starting it again');
      session = reenter();
      session.catch(() => {});
    });
    return client;
  }

  /** The server is gone although nobody closed it: it comes back, whoever started it. */
  async function reenter(): Promise<pg.Client> {
    for (;;) {
      try {
        return await enter();
      } catch (error) {
        if (closing) throw error;
        log.error({ err: error }, 'the embedded database does not start');
        await delay(5000, undefined, { ref: false });
      }
    }
  }

  return {
    connectionString,
    close: async () => {
      if (closing) return;
      closing = true;
      const client = await session.catch(() => null);
      if (client === null) return;
      if (await isLast(client)) await stopServer(place, log);
      await client.end().catch(() => {});
    },
  };
}

/** A session in the running server, with the shared lock; starts the server as often as needed. */
async function reach(place: Place, binaries: Binaries, connectionString: string, log: Logger): Promise<pg.Client> {
  const began = Date.now();
  let patience = START_PATIENCE;
  let started: Started | null = null;
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000, application_name: 'fettle owner' });
    client.on('error', (error) => log.debug({ err: error }, 'the session in the embedded database broke'));
    try {
      await client.connect();
      await client.query('SELECT pg_advisory_lock_shared($1)', [USERS_LOCK]);
      log.info({ startedByUs: started !== null }, 'the embedded database is open');
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const code = (error as { code?: string }).code;
      // 57P03: starting up, recovering or shutting down. It answers, so there is nothing to start.
      if (code === '57P03') patience = RECOVERY_PATIENCE;
      else if (code === '28P01') throw wrongPassword(place, error);
      else if (started === null || started.ended()) {
        if (started?.ended()) {
          await clearStaleLocks(place);
          await delay(300);
        }
        started = await spawnServer(place, binaries);
      }
      if (Date.now() - began > patience) throw await notStarting(place, error);
      await delay(tries < 40 ? 25 : 250);
    }
  }
}

function wrongPassword(place: Place, cause: unknown): UserError {
  return new UserError(
    `The database in ${place.root} does not accept the password in where.json: restore that file, or remove the database's folder to begin with an empty one.`,
    { cause },
  );
}

async function notStarting(place: Place, cause: unknown): Promise<UserError> {
  return new UserError(
    `The embedded database does not start (${describeError(cause)}). The end of ${logPath(place)}:\n${await logTail(place)}\n` +
      'Put right what it says, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause },
  );
}

/** A server that can't be asked is either gone or somebody else's to stop. */
async function isLast(session: pg.Client): Promise<boolean> {
  try {
    await session.query('SELECT pg_advisory_unlock_shared($1)', [USERS_LOCK]);
    const answer = await session.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [USERS_LOCK]);
    return answer.rows[0]?.alone === true;
  } catch {
    return false;
  }
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing is lost. Its pid file goes last. */
async function stopServer(place: Place, log: Logger): Promise<void> {
  const pid = await serverPid(place);
  if (pid === null) return;
  process.kill(pid, 'SIGINT');
  const pidFile = `${place.cluster}/postmaster.pid`;
  for (const deadline = Date.now() + STOP_PATIENCE; Date.now() < deadline; await delay(20)) {
    if (!(await exists(pidFile))) return;
  }
  log.warn({ pid }, 'the embedded database is still shutting down');
}
