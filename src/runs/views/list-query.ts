import { conditions, Values } from './conditions.ts';
import type { Places } from './places.ts';
import type { RunQuery } from './types.ts';

const NEWEST = 'ORDER BY f.created_at DESC, f.run_id DESC';

/** The statement that lists runs of these places, newest first. Foreign text is in `values` alone. */
export function listQuery(places: Places, query: RunQuery, limit: number): { sql: string; values: unknown[] } {
  const values = new Values();
  const found = factsOf(places, query, limit, values);
  const sql = `
    SELECT f.run_id AS id, r.owner, r.name, f.issue, f.pr_number AS "prNumber", coalesce(r.task ->> 'title', '') AS title,
      coalesce(r.task ->> 'requestedBy', '') AS "requestedBy", f.state, CASE WHEN f.state = 'ended' THEN r.outcome END AS outcome,
      f.needs_person AS "needsPerson", a.attempts, a.cost AS "costUsd",
      CASE WHEN m.reverted_at IS NOT NULL THEN 'reverted' WHEN m.reworked_at IS NOT NULL THEN 'reworked'
        WHEN m.merged_at IS NOT NULL OR f.merged THEN 'merged' END AS merged,
      f.created_at AS "createdAt", f.ended_at AS "endedAt", f.created_at::text AS place
    FROM (${found}) f
    JOIN fettle.run r ON r.id = f.run_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS attempts, coalesce(sum((spent ->> 'costUsd')::float8), 0)::float8 AS cost
      FROM fettle.attempt WHERE run_id = f.run_id) a
    LEFT JOIN fettle.aftermath m ON m.run_id = f.run_id
    ${NEWEST}`;
  return { sql, values: values.all };
}

function factsOf(places: Places, query: RunQuery, limit: number, values: Values): string {
  const where = conditions(query, values);
  const most = values.add(limit);
  const select = (from: string, conditionsHere: readonly string[]) =>
    `SELECT f.* FROM ${from} ${conditionsHere.length === 0 ? '' : `WHERE ${conditionsHere.join(' AND ')}`} ${NEWEST} LIMIT ${most}`;
  switch (places.kind) {
    case 'everywhere':
      return select('fettle.run_fact f', where);
    case 'many': {
      const repos = values.add(places.repos);
      const last = values.add(places.last.toISOString());
      return select('fettle.run_fact f', [
        `f.repo = ANY(${repos}::text[])`,
        // A Date holds no microseconds.
        `f.created_at < ${last}::timestamptz + interval '1 millisecond'`,
        ...where,
      ]);
    }
    case 'few': {
      const each = select('fettle.run_fact f', ['f.repo = one.repo', ...where]);
      const repos = values.add(places.repos);
      return select(`unnest(${repos}::text[]) AS one (repo) CROSS JOIN LATERAL (${each}) f`, []);
    }
  }
}
