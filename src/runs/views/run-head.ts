import type { Pool } from 'pg';
import type { Outcome, RunState } from '../types.ts';

/** Where a run stands, in few words: what changes while somebody watches it. */
export interface RunHead {
  state: RunState;
  outcome: Outcome | null;
  costUsd: number;
  turns: number;
  /** Another one whenever something but cost and turns has changed that a page shows. */
  version: string;
}

/** One quick look; null where there is no such run. */
export async function runHead(pool: Pick<Pool, 'query'>, runId: string): Promise<RunHead | null> {
  const { rows } = await pool.query<{
    state: RunState;
    outcome: Outcome | null;
    cost: number;
    turns: number;
    version: string;
  }>(
    `SELECT r.state, r.outcome, coalesce(a.cost, 0) AS cost, coalesce(a.turns, 0) AS turns,
       md5(concat_ws(' ', r.state, r.outcome, r.held, r.cancel, r.pr_number, r.head_sha, a.stages, q.asks, p.text IS NULL, p.agreed IS NULL)) AS version
     FROM fettle.run r LEFT JOIN fettle.plan p ON p.run_id = r.id
     CROSS JOIN LATERAL (
       SELECT sum((spent ->> 'costUsd')::float8) AS cost, sum((spent ->> 'turns')::int)::int AS turns,
         string_agg(concat(number, stage, rounds, patch IS NULL), ' ' ORDER BY number) AS stages
       FROM fettle.attempt WHERE run_id = r.id) a
     CROSS JOIN LATERAL (
       SELECT concat((SELECT count(*) FROM fettle.request WHERE run_id = r.id AND answer IS NULL), ' ',
         (SELECT count(*) FROM fettle.question WHERE run_id = r.id AND answered_by IS NULL)) AS asks) q
     WHERE r.id = $1`,
    [runId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { state: row.state, outcome: row.outcome, costUsd: row.cost, turns: row.turns, version: row.version };
}
