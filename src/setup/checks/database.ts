import type { Finding } from './finding.ts';

const what = 'Database';

/** Opens it as the app would, and closes it again. `open` throws a UserError that says what to do. */
export async function databaseCheck(
  databaseUrl: string | null,
  open: () => Promise<{ close(): Promise<void> }>,
): Promise<Finding> {
  const database = await open();
  await database.close();
  return {
    what,
    ok: true,
    say: databaseUrl === null ? 'the embedded PostgreSQL starts' : 'the one at DATABASE_URL answers',
  };
}
