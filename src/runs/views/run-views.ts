import type { Database } from '../../store/types.ts';
import { conditions, NEEDS_PERSON, Values } from './conditions.ts';
import { toCursor } from './cursor.ts';
import { repositoryLines } from './repository-lines.ts';
import type { RunLine, RunQuery, RunViews, Sight } from './types.ts';

/** Rows of one answer at most, whatever is asked for. */
const MOST = 200;

/** Looks at many runs at once, in the database. */
export function runViews({ pool }: Pick<Database, 'pool'>): RunViews {
  return {
    list: async (sight, query) => {
      const limit = Math.max(1, Math.min(MOST, query.limit));
      const { sql, values } = listQuery(sight, query, limit + 1);
      const { rows } = await pool.query<RunLine & { place: string }>(sql, values);
      const runs = rows.slice(0, limit).map(({ place: _place, ...run }): RunLine => run);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { runs, next: last === undefined ? null : toCursor({ at: last.place, id: last.id }) };
    },
    repositories: async (sight, query) => await repositoryLines(pool, sight, query),
  };
}

function listQuery(sight: Sight, query: RunQuery, limit: number): { sql: string; values: unknown[] } {
  const values = new Values();
  const where = conditions(sight, query, values);
  const sql = `
    SELECT r.id, r.owner, r.name, r.issue, r.pr_number AS "prNumber", coalesce(r.task ->> 'title', '') AS title,
      coalesce(r.task ->> 'requestedBy', '') AS "requestedBy", r.state, r.outcome, ${NEEDS_PERSON} AS "needsPerson",
      a.attempts, a.cost AS "costUsd",
      CASE WHEN m.reverted_at IS NOT NULL THEN 'reverted' WHEN m.reworked_at IS NOT NULL THEN 'reworked'
        WHEN m.merged_at IS NOT NULL OR r.outcome ->> 'reason' = 'merged' THEN 'merged' END AS merged,
      r.created_at AS "createdAt", CASE WHEN r.state = 'ended' THEN r.updated_at END AS "endedAt",
      r.created_at::text AS place
    FROM (SELECT * FROM fettle.run r ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
      ORDER BY r.created_at DESC, r.id DESC LIMIT ${values.add(limit)}) r
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS attempts, coalesce(sum((spent ->> 'costUsd')::float8), 0)::float8 AS cost
      FROM fettle.attempt WHERE run_id = r.id) a
    LEFT JOIN fettle.aftermath m ON m.run_id = r.id
    ORDER BY r.created_at DESC, r.id DESC`;
  return { sql, values: values.all };
}
