import type { ClientBase } from 'pg';
import type { Database } from '../../store/types.ts';

/** What can be asked: the pool, or a transaction. */
export type Queries = Pick<ClientBase, 'query'>;

/**
 * Everything that is asked is answered as of one moment. Counting a million runs by what they were made with needs more
 * memory than a database gives a query by default; with less it sorts on disk, which takes several times as long.
 */
export async function asOfOneMoment<T>(
  database: Pick<Database, 'transaction'>,
  work: (on: Queries) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query("SET LOCAL work_mem = '256MB'");
    return await work(client);
  });
}
