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
      const found = [`f.repo = ANY(${values.add(places.repos)}::text[])`, ...where];
      // A cursor is further back. A Date holds no microseconds.
      if (query.cursor === undefined)
        found.push(`f.created_at < ${values.add(places.last.toISOString())}::timestamptz + interval '1 millisecond'`);
      return select('fettle.run_fact f', found);
    }
    case 'few':
      // Each named in the statement: then the database knows which of them have many runs.
      return select(
        `(${places.repos
          .map((repo) => `(${select('fettle.run_fact f', [`f.repo = ${values.add(repo)}`, ...where])})`)
          .join(' UNION ALL ')}) f`,
        [],
      );
  }
}
