import { toJsonb } from './jsonb.ts';
import type { Database, VerifiedStore } from './types.ts';

/** What verification remembers, in the database, so that all workers and later runs share it. */
export function verifiedStore({ pool }: Database): VerifiedStore {
  return {
    of: (scope) => ({
      get: async (key) => {
        const { rows } = await pool.query<{ value: unknown }>(
          'UPDATE fettle.verified SET used_at = now() WHERE scope = $1 AND key = $2 RETURNING value',
          [scope, key],
        );
        return rows[0]?.value ?? null;
      },
      set: async (key, value) => {
        await pool.query(
          `INSERT INTO fettle.verified (scope, key, value) VALUES ($1, $2, $3)
           ON CONFLICT (scope, key) DO UPDATE SET value = EXCLUDED.value, used_at = now()`,
          [scope, key, toJsonb(value)],
        );
      },
    }),
    prune: async (unusedForMs) => {
      const gone = await pool.query(
        "DELETE FROM fettle.verified WHERE used_at < now() - $1 * interval '1 millisecond'",
        [unusedForMs],
      );
      return gone.rowCount ?? 0;
    },
  };
}
