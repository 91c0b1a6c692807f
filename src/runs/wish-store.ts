import { toJsonb } from '../store/jsonb.ts';
import type { Database } from '../store/types.ts';
import { type RunRow, toRun } from './store-rows.ts';
import type { Wish } from './types.ts';
import type { RunStore } from './run-store.ts';

type WishStore = Pick<
  RunStore,
  'latestFor' | 'addWish' | 'hasWish' | 'openWishes' | 'takeWishes' | 'wishesOf' | 'resume'
>;

const UNIQUE_VIOLATION = '23505';

/** What people ask for on pull requests, and runs that go on because of it. */
export function wishStore(database: Database): WishStore {
  const { pool } = database;
  return {
    latestFor: async (repo, pr) => {
      const { rows } = await pool.query<RunRow>(
        `SELECT * FROM fettle.run WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND pr_number = $3
         ORDER BY created_at DESC LIMIT 1`,
        [repo.owner, repo.name, pr],
      );
      return rows[0] === undefined ? null : toRun(rows[0]);
    },
    addWish: async (runId, key, wish) => {
      const added = await pool.query(
        'INSERT INTO fettle.wish (run_id, key, wish, attempt) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        // No attempt has the number 0: what asks for no change is not open, and nobody's.
        [runId, key, toJsonb(wish), wish === null ? 0 : null],
      );
      return added.rowCount === 1;
    },
    hasWish: async (runId, key) => {
      const found = await pool.query('SELECT FROM fettle.wish WHERE run_id = $1 AND key = $2', [runId, key]);
      return (found.rowCount ?? 0) > 0;
    },
    openWishes: async (runId, latestAttempt) => {
      const { rows } = await pool.query<{ key: string; wish: Wish }>(
        'SELECT key, wish FROM fettle.wish WHERE run_id = $1 AND (attempt IS NULL OR attempt > $2) ORDER BY created_at',
        [runId, latestAttempt],
      );
      return rows;
    },
    takeWishes: async (runId, keys, attempt) => {
      await pool.query('UPDATE fettle.wish SET attempt = $3 WHERE run_id = $1 AND key = ANY($2)', [
        runId,
        keys,
        attempt,
      ]);
    },
    wishesOf: async (runId, attempt) => {
      const { rows } = await pool.query<{ wish: Wish }>(
        'SELECT wish FROM fettle.wish WHERE run_id = $1 AND attempt = $2 ORDER BY created_at',
        [runId, attempt],
      );
      return rows.map((row) => row.wish);
    },
    resume: async (id, own) => {
      try {
        return await database.transaction(async (client) => {
          const { rows } = await client.query<RunRow>('SELECT * FROM fettle.run WHERE id = $1 FOR UPDATE', [id]);
          const [row] = rows;
          if (row === undefined || (row.state !== 'ended' && own === null))
            return row === undefined ? null : toRun(row);
          await client.query('DELETE FROM fettle.spent WHERE run_id = $1', [id]);
          const resumed = await client.query<RunRow>(
            `UPDATE fettle.run SET state = 'watching', outcome = NULL, cancel = NULL, cancel_by = NULL, watched = NULL, resumed_at = now(),
               head_sha = coalesce($2, head_sha), base_sha = coalesce($3, base_sha), updated_at = now()
             WHERE id = $1 RETURNING *`,
            [id, own?.headSha ?? null, own?.baseSha ?? null],
          );
          return toRun(resumed.rows[0] as RunRow);
        });
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return null;
        throw error;
      }
    },
  };
}
