import type { Pool } from 'pg';
import type { Outcome, RunState } from '../types.ts';

/** Runs read at once. */
const PAGE = 1_000;

/** What is exported of a run; the title is foreign. Times are ISO 8601, money is in US dollars, sizes count tokens. */
export interface ExportedRun {
  id: string;
  repository: string;
  issue: number;
  pullRequest: number | null;
  title: string;
  requestedBy: string;
  state: RunState;
  outcome: Outcome['kind'] | null;
  reason: Outcome['reason'] | null;
  createdAt: string;
  updatedAt: string;
  agentModel: string | null;
  judgeModel: string | null;
  experiment: string | null;
  arm: string | null;
  attempts: number;
  turns: number;
  costUsd: number;
  mergedAt: string | null;
  revertedAt: string | null;
  addedLines: number | null;
  reworkedLines: number | null;
}

interface Row extends Omit<ExportedRun, 'createdAt' | 'updatedAt' | 'mergedAt' | 'revertedAt'> {
  createdAt: Date;
  updatedAt: Date;
  mergedAt: Date | null;
  revertedAt: Date | null;
  cursor: string;
}

/** All runs that began since then (null: ever), oldest first, read page by page. */
export async function* exportRuns(
  pool: Pick<Pool, 'query'>,
  since: Date | null,
): AsyncGenerator<ExportedRun, void, void> {
  // As text, since a Date holds no microseconds and would skip or repeat what lies within one millisecond.
  let after: [at: string, id: string] = [since?.toISOString() ?? '-infinity', ''];
  for (;;) {
    const { rows } = await pool.query<Row>(QUERY, [...after, PAGE]);
    for (const { cursor: _cursor, ...row } of rows)
      yield {
        ...row,
        createdAt: row.createdAt.toISOString(),
        updatedAt: row.updatedAt.toISOString(),
        mergedAt: row.mergedAt?.toISOString() ?? null,
        revertedAt: row.revertedAt?.toISOString() ?? null,
      };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = [last.cursor, last.id];
  }
}

const QUERY = `
  SELECT r.id, r.owner || '/' || r.name AS repository, r.issue, r.pr_number AS "pullRequest", r.task ->> 'title' AS title,
    r.task ->> 'requestedBy' AS "requestedBy", r.state, r.outcome ->> 'kind' AS outcome, r.outcome ->> 'reason' AS reason,
    r.created_at AS "createdAt", r.created_at::text AS cursor, r.updated_at AS "updatedAt",
    r.arm ->> 'agentModel' AS "agentModel", r.arm ->> 'judgeModel' AS "judgeModel", r.experiment, r.arm ->> 'arm' AS arm,
    a.attempts, a.turns, a.cost AS "costUsd", m.merged_at AS "mergedAt", m.reverted_at AS "revertedAt",
    m.added_lines AS "addedLines", m.reworked_lines AS "reworkedLines"
  FROM (SELECT * FROM fettle.run WHERE (created_at, id) > ($1::timestamptz, $2) ORDER BY created_at, id LIMIT $3) r
  CROSS JOIN LATERAL (
    SELECT (count(*) FILTER (WHERE number > 0))::int AS attempts, coalesce(sum((spent ->> 'turns')::int), 0)::int AS turns,
      coalesce(sum((spent ->> 'costUsd')::float8), 0)::float8 AS cost
    FROM fettle.attempt WHERE run_id = r.id) a
  LEFT JOIN fettle.aftermath m ON m.run_id = r.id
  ORDER BY r.created_at, r.id`;
