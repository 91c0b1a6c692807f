import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { describeError, UserError } from '../errors.ts';
import { connect } from './connect.ts';
import { type EmbeddedServer, openEmbedded } from './embedded/open-embedded.ts';
import { migrate } from './migrate.ts';
import type { Database } from './types.ts';

/** A database container that starts together with us gets this long, ms. */
const OWN_DATABASE_PATIENCE = 30_000;

export interface DatabasePlace {
  databaseUrl: string | null;
  dataDir: string;
  log: Logger;
}

/** The server alone, its schema as it is. */
export async function openServer({ databaseUrl, dataDir, log }: DatabasePlace): Promise<EmbeddedServer> {
  if (databaseUrl === null) return await openEmbedded(join(dataDir, 'database'), log);
  return { connectionString: await reachable(databaseUrl, log), close: async () => {} };
}

/**
 * The database, ready and migrated: the operator's own, or PostgreSQL started below `dataDir`. Throws a UserError when
 * there is neither.
 */
export async function openDatabase(options: DatabasePlace): Promise<Database> {
  const { log } = options;
  const server = await openServer(options);
  const database = connect(server.connectionString, log);
  const close = async () => {
    // A borrowed connection that nobody gives back must not keep the process from ending.
    await Promise.race([database.close(), delay(5000, undefined, { ref: false })]);
    await server.close();
  };
  try {
    await migrate(database, log);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...database, close };
}

async function reachable(databaseUrl: string, log: Logger): Promise<string> {
  for (const deadline = Date.now() + OWN_DATABASE_PATIENCE; ; await delay(1000)) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
      if (Number(rows[0]?.server_version_num) >= 130_000) return databaseUrl;
    } catch (cause) {
      if (isFinal(cause) || Date.now() > deadline) {
        throw new UserError(`DATABASE_URL can't be used: ${describeError(cause)}. ${whereTo(databaseUrl)}`, { cause });
      }
      log.warn(`the database does not answer yet (${describeError(cause)})`);
      continue;
    } finally {
      await client.end().catch(() => {});
    }
    throw new UserError('DATABASE_URL is wrong: PostgreSQL 13 or newer is needed.');
  }
}

/** Wrong credentials (28…), no such database (3D000), or a name that does not resolve: waiting won't help. */
function isFinal(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return code.startsWith('28') || code === '3D000' || code === 'ENOTFOUND';
}

/** Never the password. */
function whereTo(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  return url === null
    ? 'It is no URL.'
    : `It names host ${url.hostname || '(socket)'} and database ${url.pathname.slice(1)}.`;
}
