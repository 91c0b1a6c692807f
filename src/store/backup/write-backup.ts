import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { UserError } from '../../errors.ts';
import { appliedMigrations } from '../migrate.ts';
import { FORMAT, type Header, type TableLine } from './format.ts';
import { fixFormats, quoted, tablesInOrder } from './tables.ts';

/** Rows fetched at once: few, since one may hold a patch of megabytes. */
const FETCH = 50;

/**
 * Everything Fettle knows, as it was at one moment, in `file`; the app may go on meanwhile. The file is there whole or not
 * at all, and only its owner may read it: it holds what people wrote and what code was changed. Returns the number of
 * rows. Throws a UserError when the file exists or when there is nothing to back up.
 */
export async function writeBackup(connectionString: string, file: string): Promise<number> {
  if (await stat(file).catch(() => null)) {
    throw new UserError(`${file} is there already: name another file, or remove it first.`);
  }
  const client = new pg.Client({ connectionString, application_name: 'fettle backup' });
  await client.connect();
  const draft = `${file}.part`;
  const count = { rows: 0 };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await fixFormats(client);
    await pipeline(Readable.from(lines(client, count)), createGzip(), createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, file);
    return count.rows;
  } finally {
    await client.end();
    await rm(draft, { force: true });
  }
}

async function* lines(client: pg.Client, count: { rows: number }): AsyncGenerator<string> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('fettle.migration') IS NOT NULL AS there",
  );
  if (found[0]?.there !== true)
    throw new UserError('There is nothing to back up: Fettle has never used this database.');
  const migrations = await appliedMigrations(client);
  yield line({ fettle: 'backup', format: FORMAT, migrations, createdAt: new Date().toISOString() } satisfies Header);
  for (const { name, columns } of await tablesInOrder(client)) {
    yield line({ table: name, columns: columns.map((column) => column.name) } satisfies TableLine);
    const values = columns.map((column) => `${quoted(column.name)}::text`).join(', ');
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR SELECT ${values} FROM fettle.${quoted(name)}`);
    for (;;) {
      const { rows } = await client.query<unknown[]>({ text: `FETCH ${FETCH} FROM rows`, rowMode: 'array' });
      for (const row of rows) yield line(row);
      count.rows += rows.length;
      if (rows.length < FETCH) break;
    }
    await client.query('CLOSE rows');
  }
  yield line({ rows: count.rows });
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`;
