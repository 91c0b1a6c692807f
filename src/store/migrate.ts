import { readdir, readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { UserError } from '../errors.ts';
import type { Database } from './types.ts';

/** One process migrates, the others wait for it. */
const MIGRATION_LOCK = 7_215_002;

const FOLDER = new URL('migrations/', import.meta.url);

/**
 * Brings the schema `fettle` up to date: files `NNNN-name.sql`, each once, in order, forward only, all or none.
 * Throws a UserError for a database that a newer Fettle has changed already.
 */
export async function migrate(database: Database, log: Logger): Promise<void> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).toSorted();
  await database.transaction(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS fettle');
    await client.query(
      'CREATE TABLE IF NOT EXISTS fettle.migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = await client.query<{ name: string }>('SELECT name FROM fettle.migration');
    const done = new Set(applied.rows.map((row) => row.name));
    const unknown = [...done].filter((name) => !files.includes(name));
    if (unknown.length > 0) {
      throw new UserError(
        `The database was changed by a newer version of Fettle (${unknown.join(', ')}): run that version or a later one.`,
      );
    }
    for (const name of files.filter((file) => !done.has(file))) {
      await client.query(await readFile(new URL(name, FOLDER), 'utf8'));
      await client.query('INSERT INTO fettle.migration (name) VALUES ($1)', [name]);
      log.info({ migration: name }, 'migrated the database');
    }
  });
}
