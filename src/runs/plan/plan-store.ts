import type { Proposal } from '../../agent/types.ts';
import type { Repo } from '../../github/types.ts';
import { storable, toJsonb } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import type { Agreed, Estimate, PlanRow, WantedBy } from './types.ts';

/** Plans of runs, and what runs have cost. */
export interface PlanStore {
  /** Null for a run that begins without one. */
  planOf(runId: string): Promise<PlanRow | null>;
  /** From now on the run posts a plan first. */
  beginPlan(runId: string, wantedBy: WantedBy): Promise<void>;
  keepProposal(
    runId: string,
    kept: { proposal: Proposal; checks: readonly string[]; estimate: Estimate | null },
  ): Promise<void>;
  /** `text`: the plan's part of the comment, as it reads. */
  planPosted(runId: string, text: string, commentId: number): Promise<void>;
  /** The first word counts. Returns what was agreed to. */
  agree(runId: string, agreed: Agreed): Promise<Agreed>;
  /** What the last runs of the repository have cost; of its owner's where it has had too few; null without any. */
  costsLikely(repo: Repo): Promise<Estimate | null>;
}

/** Fewer runs than this tell little of a repository. */
const ENOUGH_RUNS = 5;
/** The last ones tell most, and so many are read quickly. */
const LAST_RUNS = 200;

interface Row {
  wanted_by: WantedBy;
  proposal: Proposal | null;
  checks: string[];
  estimate: Estimate | null;
  text: string | null;
  comment_id: string | null;
  posted_at: Date | null;
  agreed: Agreed | null;
}

export function planStore({ pool }: Database): PlanStore {
  /** `where` tells whose runs count; what was cut short, by people or by the machine, tells nothing of what a task costs. */
  async function costs(of: Estimate['of'], where: string, whose: string): Promise<Estimate | null> {
    const { rows } = await pool.query<{ runs: number; median: number | null; p90: number | null }>(
      `WITH last AS (
         SELECT run_id FROM fettle.run_fact
         WHERE ${where} AND state = 'ended' AND reason NOT IN ('cancelled', 'infra', 'repository_gone', 'task_changed')
         ORDER BY created_at DESC LIMIT ${LAST_RUNS}
       ), cost AS (
         SELECT sum((spent ->> 'costUsd')::float8) AS usd
         FROM last JOIN fettle.attempt USING (run_id) WHERE number > 0 GROUP BY run_id
       )
       SELECT count(*)::int AS runs, percentile_cont(0.5) WITHIN GROUP (ORDER BY usd) AS median,
         percentile_cont(0.9) WITHIN GROUP (ORDER BY usd) AS p90 FROM cost WHERE usd > 0`,
      [whose.toLowerCase()],
    );
    const [row] = rows;
    if (row === undefined || row.median === null || row.p90 === null) return null;
    return { of, runs: row.runs, medianUsd: row.median, p90Usd: row.p90 };
  }
  return {
    planOf: async (runId) => {
      const { rows } = await pool.query<Row>('SELECT * FROM fettle.plan WHERE run_id = $1', [runId]);
      const [row] = rows;
      if (row === undefined) return null;
      const { wanted_by: wantedBy, proposal, checks, estimate, text, agreed } = row;
      const commentId = row.comment_id === null ? null : Number(row.comment_id);
      return { wantedBy, proposal, checks, estimate, text, commentId, postedAt: row.posted_at, agreed };
    },
    beginPlan: async (runId, wantedBy) => {
      await pool.query('INSERT INTO fettle.plan (run_id, wanted_by) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        runId,
        wantedBy,
      ]);
    },
    keepProposal: async (runId, { proposal, checks, estimate }) => {
      await pool.query(
        `UPDATE fettle.plan SET proposal = $2, checks = $3, estimate = $4 WHERE run_id = $1 AND proposal IS NULL`,
        [runId, toJsonb(proposal), toJsonb(checks), estimate === null ? null : toJsonb(estimate)],
      );
    },
    planPosted: async (runId, text, commentId) => {
      await pool.query(
        `UPDATE fettle.plan SET text = $2, comment_id = $3, posted_at = clock_timestamp()
         WHERE run_id = $1 AND comment_id IS NULL`,
        [runId, storable(text), commentId],
      );
    },
    agree: async (runId, agreed) => {
      const { rows } = await pool.query<{ agreed: Agreed }>(
        'UPDATE fettle.plan SET agreed = coalesce(agreed, $2) WHERE run_id = $1 RETURNING agreed',
        [runId, toJsonb(agreed)],
      );
      if (rows[0] === undefined) throw new Error(`run ${runId} has no plan that could be agreed to`);
      return rows[0].agreed;
    },
    costsLikely: async ({ owner, name }) => {
      const own = await costs('repository', 'repo = $1', `${owner}/${name}`);
      if (own !== null && own.runs >= ENOUGH_RUNS) return own;
      return costs('owner', 'starts_with(repo, $1)', `${owner}/`);
    },
  };
}
