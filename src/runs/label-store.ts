import type { Verdict } from '../judge/types.ts';
import { storable, toJsonb } from '../store/jsonb.ts';
import type { Database } from '../store/types.ts';
import { unlessTaken } from './reopen-store.ts';
import { type RunRow, toRun } from './store-rows.ts';
import type { GateReport, Run } from './types.ts';

/** A person's word on a change that a judge saw. `why` is foreign. */
export interface Overrule {
  attempt: number;
  /** Whether the change is good, by whoever overrules; null where the judge had abstained. */
  label: 'good' | 'bad' | null;
  by: string;
  why: string;
  tree: string;
  verdict: Verdict;
  /** What it was said in: saying it once counts once. */
  key: string;
}

/** What people answer to verdicts. */
export interface LabelStore {
  /** Keeps an overrule. False when it is there already. */
  addOverrule(runId: string, overrule: Overrule): Promise<boolean>;
  /** The last one that calls a change of the run good; null without one. */
  overruledBy(runId: string): Promise<{ by: string; why: string } | null>;
  /**
   * A run that had ended without its change goes on to publish it: `gate` is the attempt's report with who stands for it.
   * Null when the run has not ended, or another run of the issue is active by now.
   */
  publishOverruled(runId: string, attempt: number, gate: GateReport): Promise<Run | null>;
  /** The newest run of an issue, ended or not. */
  latestOf(repo: { owner: string; name: string }, issue: number): Promise<Run | null>;
}

export function labelStore(database: Database): LabelStore {
  const { pool } = database;
  return {
    addOverrule: async (runId, { attempt, label, by, why, tree, verdict, key }) => {
      const added = await pool.query(
        `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why, tree, verdict, key)
         VALUES ($1, $2, 'overrule', $3, $4, $5, $6, $7, $8) ON CONFLICT (run_id, key) WHERE key IS NOT NULL DO NOTHING`,
        [runId, attempt, label, storable(by), storable(why), tree, toJsonb(verdict), key],
      );
      return added.rowCount === 1;
    },
    overruledBy: async (runId) => {
      const { rows } = await pool.query<{ by: string; why: string }>(
        `SELECT by, why FROM fettle.label WHERE run_id = $1 AND kind = 'overrule' AND label = 'good' ORDER BY id DESC LIMIT 1`,
        [runId],
      );
      return rows[0] ?? null;
    },
    publishOverruled: async (runId, attempt, gate) => {
      const { rows } = await unlessTaken(() =>
        database.transaction(async (client) => {
          const taken = await client.query<RunRow>(
            `UPDATE fettle.run SET state = CASE WHEN pr_number IS NULL THEN 'working' ELSE 'watching' END,
               outcome = NULL, cancel = NULL, cancel_by = NULL, resumed_at = now(), updated_at = now()
             WHERE id = $1 AND state = 'ended' RETURNING *`,
            [runId],
          );
          if (taken.rowCount === 1)
            await client.query(
              `UPDATE fettle.attempt SET gate = $3, tree = $4, stage = 'publish' WHERE run_id = $1 AND number = $2`,
              [runId, attempt, toJsonb(gate), gate.tree],
            );
          return taken;
        }),
      );
      return rows[0] === undefined ? null : toRun(rows[0]);
    },
    latestOf: async (repo, issue) => {
      const { rows } = await pool.query<RunRow>(
        `SELECT * FROM fettle.run WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND issue = $3
         ORDER BY created_at DESC LIMIT 1`,
        [repo.owner, repo.name, issue],
      );
      return rows[0] === undefined ? null : toRun(rows[0]);
    },
  };
}
