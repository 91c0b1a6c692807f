import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { UserError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { openDatabase } from '../store/open-database.ts';
import type { Database } from '../store/types.ts';

/**
 * For commands that look at what Fettle has stored; it may run meanwhile. Throws a UserError where the settings name no
 * database: none is made for a look.
 */
export async function withDatabase<T>(
  { databaseUrl, dataDir }: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const where = join(dataDir, 'database', 'where.json');
  if (databaseUrl === null && !(await stat(where).catch(() => null)))
    throw new UserError(
      `There is no database in ${dataDir}: set FETTLE_DATA_DIR to Fettle's data folder, or DATABASE_URL.`,
    );
  const database = await openDatabase({
    databaseUrl,
    dataDir,
    log: pino({ level: 'warn' }, pino.destination(2)),
  });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
