import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Database } from '../../src/store/types.ts';

export const silent = pino({ level: 'silent' });

/** A data folder that disappears with the database in it, wherever that was put. */
export async function dataFolder(mode = 0o755): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'fettle-store-'));
  await chmod(path, mode);
  const remove = async () => {
    const where = await readFile(join(path, 'database/where.json'), 'utf8').catch(() => null);
    if (where !== null) await rm((JSON.parse(where) as { root: string }).root, { recursive: true, force: true });
    await rm(path, { recursive: true, force: true });
  };
  return { path, remove };
}

/**
 * A migrated database for one test file: real PostgreSQL, the embedded one, or an empty database of its own on the
 * server that FETTLE_TEST_DATABASE_URL names.
 */
export async function freshDatabase(): Promise<Database> {
  const server = process.env.FETTLE_TEST_DATABASE_URL;
  if (server !== undefined) return await onServer(server);
  const folder = await dataFolder();
  const database = await openDatabase({ databaseUrl: null, dataDir: folder.path, log: silent });
  const close = async () => {
    await database.close();
    await folder.remove();
  };
  return { ...database, close };
}

async function onServer(server: string): Promise<Database> {
  const { default: pg } = await import('pg');
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  const name = `fettle_test_${process.pid}_${Date.now()}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href, dataDir: '/nowhere', log: silent });
  const close = async () => {
    await database.close();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  };
  return { ...database, close };
}
