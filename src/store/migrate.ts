import { readdir, readFile } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UserError } from '../errors.ts';
import type { Database } from './types.ts';

/** One process migrates, the others wait for it. */
const MIGRATION_LOCK = 7_215_002;

const FOLDER = new URL('migrations/', import.meta.url);

type Client = Pick<PoolClient, 'query'>;

/**
 * Brings the schema `fettle` up to date: files `NNNN-name.sql`, each once, in order, forward only, all or none.
 * Throws a UserError for a database that a newer Fettle has changed already.
 */
export async function migrate(database: Database, log: Logger): Promise<void> {
  const files = await migrationFiles();
  await database.transaction(async (client) => {
    await lockSchema(client);
    const done = await appliedMigrations(client);
    const unknown = done.filter((name) => !files.includes(name));
    if (unknown.length > 0) {
      throw new UserError(
        `The database was changed by a newer version of Fettle (${unknown.join(', ')}): run that version or a later one.`,
      );
    }
    for (const name of files.filter((file) => !done.includes(file))) {
      await applyMigration(client, name);
      log.info({ migration: name }, 'migrated the database');
    }
  });
}

/** Names in the order in which they are applied. */
export async function migrationFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).toSorted();
}

/** Until the transaction ends, nobody else changes the schema. Makes it where there is none. */
export async function lockSchema(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query('CREATE SCHEMA IF NOT EXISTS fettle');
  await client.query(
    'CREATE TABLE IF NOT EXISTS fettle.migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
}

export async function appliedMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM fettle.migration ORDER BY name');
  return rows.map((row) => row.name);
}

export async function applyMigration(client: Client, name: string): Promise<void> {
  await client.query(await readFile(new URL(name, FOLDER), 'utf8'));
  await client.query('INSERT INTO fettle.migration (name) VALUES ($1)', [name]);
}
