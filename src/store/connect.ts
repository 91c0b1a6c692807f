import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from './types.ts';

/**
 * A pool on a PostgreSQL. Broken connections are logged and replaced: without the two error handlers a restart of the
 * database would end this process, since `pg` emits 'error' on idle and on borrowed connections alike.
 */
export function connect(connectionString: string, log: Logger): Database {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'fettle',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  pool.on('connect', (client) =>
    client.on('error', (error: Error) => log.warn({ err: error }, 'a database connection broke')),
  );
  return {
    pool,
    connectionString,
    transaction: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // A connection that can't roll back must not be handed out again.
        await client.query('ROLLBACK').catch((cause: Error) => (broken = cause));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}
