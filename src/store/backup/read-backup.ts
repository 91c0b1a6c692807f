import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { describeError, UserError } from '../../errors.ts';
import { applyMigration, lockSchema, migrationFiles } from '../migrate.ts';
import { EndLine, FORMAT, Header, Line, TableLine } from './format.ts';
import { fixFormats, quoted, type Table, tablesInOrder } from './tables.ts';

/** Rows, and characters, that travel in one statement. */
const MAX_ROWS = 500;
const MAX_CHARACTERS = 4_000_000;

/**
 * Puts a backup into an empty database, all of it or nothing. The schema is made as it was when the backup was written;
 * the app brings it up to date when it starts. Returns the number of rows. Throws a UserError when the database is not
 * empty or in use, and when the file is no whole backup or comes from a newer Fettle.
 */
export async function readBackup(connectionString: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString, application_name: 'fettle restore' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await fixFormats(client);
    const source = lines(file);
    const header = headerOf((await source.next()).value, file);
    await emptySchema(client, header, file);
    const rows = await fill(client, source, file);
    await client.query('COMMIT');
    return rows;
  } finally {
    // Without its COMMIT a transaction that is cut off leaves nothing.
    await client.end();
  }
}

async function* lines(file: string): AsyncGenerator<unknown, undefined> {
  const gunzip = createGunzip();
  const input = createReadStream(file);
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const text of splitLines(gunzip.setEncoding('utf8'))) yield JSON.parse(text);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      throw new UserError(`${file} can't be read: ${describeError(cause)}.`, { cause });
    if (code.startsWith('Z_') || cause instanceof SyntaxError) throw damaged(file, cause);
    throw cause;
  } finally {
    input.destroy();
  }
}

/** Not by `readline`, which also splits at U+2028, and that may stand in JSON. */
async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    const [first = '', ...lines] = chunk.split('\n');
    pieces.push(first);
    for (const line of lines) {
      yield pieces.join('');
      pieces = [line];
    }
  }
  if (pieces.some((piece) => piece !== '')) yield pieces.join('');
}

const damaged = (file: string, cause?: unknown) =>
  new UserError(
    `${file} is no whole backup of Fettle; nothing was restored. Write another one with \`fettle backup\`.`,
    {
      cause,
    },
  );

function headerOf(line: unknown, file: string): Header {
  const header = Header.safeParse(line);
  if (!header.success) throw damaged(file, header.error);
  if (header.data.format > FORMAT)
    throw new UserError(`${file} was written by a newer version of Fettle: restore it with that version.`);
  return header.data;
}

async function emptySchema(client: pg.Client, { migrations }: Header, file: string): Promise<void> {
  const known = await migrationFiles();
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      `${file} was written by a newer version of Fettle (${unknown.join(', ')}): restore it with that version.`,
    );
  }
  const { rows: users } = await client.query<{ users: number }>(
    `SELECT count(*)::int AS users FROM pg_stat_activity
     WHERE datname = current_database() AND application_name IN ('fettle', 'fettle queue', 'fettle relay', 'fettle runs')`,
  );
  if ((users[0]?.users ?? 0) > 0) throw new UserError('Fettle runs on this database: stop it first, then restore.');
  await lockSchema(client);
  for (const { name } of await tablesInOrder(client)) {
    const { rowCount } = await client.query(`SELECT FROM fettle.${quoted(name)} LIMIT 1`);
    if (rowCount !== 0)
      throw new UserError(`The database is not empty (fettle.${name} has rows): restore into a new one.`);
  }
  await client.query('DROP SCHEMA fettle CASCADE');
  await lockSchema(client);
  for (const name of migrations) await applyMigration(client, name);
}

async function fill(client: pg.Client, source: AsyncIterable<unknown>, file: string): Promise<number> {
  const tables = new Map((await tablesInOrder(client)).map((table) => [table.name, table]));
  let into: Filling | null = null;
  let total = 0;
  for await (const given of source) {
    const line = Line.safeParse(given);
    if (!line.success) throw damaged(file, line.error);
    if (Array.isArray(line.data)) {
      if (into === null || line.data.length !== into.columns.length) throw damaged(file);
      await into.add(line.data);
      total += 1;
      continue;
    }
    await into?.end();
    const end = EndLine.safeParse(line.data);
    if (end.success) {
      if (end.data.rows !== total) throw damaged(file);
      return total;
    }
    into = new Filling(client, columnsOf(TableLine.parse(line.data), tables, file));
  }
  throw damaged(file);
}

function columnsOf(line: TableLine, tables: ReadonlyMap<string, Table>, file: string): Table {
  const table = tables.get(line.table);
  const columns = line.columns.flatMap((name) => table?.columns.find((column) => column.name === name) ?? []);
  if (table === undefined || columns.length !== line.columns.length) throw damaged(file);
  return { name: table.name, columns };
}

/** One table on its way in. */
class Filling {
  readonly columns: Table['columns'];
  readonly #client: pg.Client;
  readonly #name: string;
  #rows: (string | null)[][] = [];
  #characters = 0;

  constructor(client: pg.Client, table: Table) {
    this.#client = client;
    this.#name = `fettle.${quoted(table.name)}`;
    this.columns = table.columns;
  }

  async add(row: (string | null)[]): Promise<void> {
    this.#rows.push(row);
    for (const value of row) this.#characters += value?.length ?? 0;
    if (this.#rows.length >= MAX_ROWS || this.#characters >= MAX_CHARACTERS) await this.#write();
  }

  async end(): Promise<void> {
    await this.#write();
    for (const { name, identity } of this.columns) {
      if (!identity) continue;
      // Else the next row would be given a number that is taken.
      await this.#client.query(
        `SELECT setval(pg_get_serial_sequence($1, $2), max(${quoted(name)})) FROM ${this.#name} HAVING count(*) > 0`,
        [this.#name, name],
      );
    }
  }

  async #write(): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    this.#characters = 0;
    const names = this.columns.map((column) => quoted(column.name)).join(', ');
    const values = this.columns.map((column, at) => `c${at}::${column.type}`).join(', ');
    const given = this.columns.map((_, at) => `$${at + 1}::text[]`).join(', ');
    const aliases = this.columns.map((_, at) => `c${at}`).join(', ');
    await this.#client.query(
      `INSERT INTO ${this.#name} (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${values} FROM unnest(${given}) AS given (${aliases})`,
      this.columns.map((_, at) => rows.map((row) => row[at] ?? null)),
    );
  }
}
