import { join, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { pino } from 'pino';
import { UserError } from '../errors.ts';
import { readSettings, type Settings } from '../settings.ts';
import { readBackup } from '../store/backup/read-backup.ts';
import { writeBackup } from '../store/backup/write-backup.ts';
import { openServer } from '../store/open-database.ts';

/** `fettle backup FILE`: everything in the database that the settings name, running or stopped. */
export async function backupCommand(args: string[]): Promise<number> {
  const file = fileIn(args, 'backup');
  const settings = readSettings();
  const where = join(settings.dataDir, 'database', 'where.json');
  if (settings.databaseUrl === null && !(await stat(where).catch(() => null))) {
    throw new UserError(
      `There is no database in ${settings.dataDir}: set FETTLE_DATA_DIR to Fettle's data folder, or DATABASE_URL.`,
    );
  }
  const rows = await onServer(settings, async (url) => await writeBackup(url, file));
  console.log(`Wrote ${rows} rows to ${file}.`);
  return 0;
}

/** `fettle restore FILE`: a backup into the empty database that the settings name; the embedded one is made for it. */
export async function restoreCommand(args: string[]): Promise<number> {
  const file = fileIn(args, 'restore');
  const settings = readSettings();
  const rows = await onServer(settings, async (url) => await readBackup(url, file));
  console.log(
    `Restored ${rows} rows from ${file}. Start Fettle with the same settings, and runs go on where they were.`,
  );
  return 0;
}

function fileIn(args: readonly string[], command: string): string {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0 || file.startsWith('-')) {
    throw new UserError(`Name one file: fettle ${command} FILE.`);
  }
  return resolve(file);
}

async function onServer<T>({ databaseUrl, dataDir }: Settings, work: (url: string) => Promise<T>): Promise<T> {
  const server = await openServer({ databaseUrl, dataDir, log: pino({ level: 'warn' }, pino.destination(2)) });
  try {
    return await work(server.connectionString);
  } finally {
    await server.close();
  }
}
