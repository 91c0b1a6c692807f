import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { ModelReply } from '../agent/types.ts';
import { storable, toJsonb } from '../store/jsonb.ts';
import type { Database } from '../store/types.ts';
import type { Making } from './making.ts';
import { type RunRow, toRun } from './store-rows.ts';
import type { GateReport, Run } from './types.ts';

const deflated = promisify<Buffer, Buffer>(deflate);
const inflated = promisify<Buffer, Buffer>(inflate);

/** One gate of an attempt. */
export interface GateRound {
  attempt: number;
  /** From 1. */
  round: number;
  report: GateReport;
  /** What was examined, against the tree that the attempt began with; null where it holds a secret. */
  patch: Buffer | null;
  /** What the judge's model answered, in order; more than one where it was asked again, or about parts. */
  judgeReplies: ModelReply[];
}

/** What makes a run a record: all that happened in it, and what it was made with. */
export interface RecordStore {
  recordRound(runId: string, round: GateRound): Promise<void>;
  /** In the order of attempts and rounds. */
  rounds(runId: string): Promise<GateRound[]>;
  /** Notes what an attempt goes on with, unless that is what it went on with before. */
  noteMaking(runId: string, attempt: number, making: Making): Promise<void>;
  makings(runId: string, attempt: number): Promise<Making[]>;
  /** Runs whose id is this or begins with it, two at most. */
  startingWith(id: string): Promise<Run[]>;
}

export function recordStore({ pool }: Database): RecordStore {
  return {
    recordRound: async (runId, { attempt, round, report, patch, judgeReplies }) => {
      // A worker that died right after this examines the same tree again, in the same round.
      await pool.query(
        `INSERT INTO fettle.gate_round (run_id, attempt, round, report, patch, judge_replies)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (run_id, attempt, round) DO UPDATE
         SET report = excluded.report, patch = excluded.patch, judge_replies = excluded.judge_replies, at = excluded.at`,
        [runId, attempt, round, toJsonb(report), patch === null ? null : await deflated(patch), toJsonb(judgeReplies)],
      );
    },
    rounds: async (runId) => {
      const { rows } = await pool.query<{
        attempt: number;
        round: number;
        report: GateReport;
        patch: Buffer | null;
        judge_replies: ModelReply[];
      }>('SELECT * FROM fettle.gate_round WHERE run_id = $1 ORDER BY attempt, round', [runId]);
      return Promise.all(
        rows.map(async ({ attempt, round, report, patch, judge_replies: judgeReplies }) => ({
          attempt,
          round,
          report,
          patch: patch === null ? null : await inflated(patch),
          judgeReplies,
        })),
      );
    },
    noteMaking: async (runId, attempt, making) => {
      await pool.query(
        `UPDATE fettle.attempt SET made_with = made_with || jsonb_build_array($3::jsonb)
         WHERE run_id = $1 AND number = $2 AND made_with -> -1 IS DISTINCT FROM $3::jsonb`,
        [runId, attempt, toJsonb(making)],
      );
    },
    startingWith: async (id) => {
      const { rows } = await pool.query<RunRow>(
        'SELECT * FROM fettle.run WHERE starts_with(id, $1) ORDER BY id = $1 DESC LIMIT 2',
        [storable(id)],
      );
      return rows[0]?.id === id ? [toRun(rows[0])] : rows.map(toRun);
    },
    makings: async (runId, attempt) => {
      const { rows } = await pool.query<{ made_with: Making[] }>(
        'SELECT made_with FROM fettle.attempt WHERE run_id = $1 AND number = $2',
        [runId, attempt],
      );
      return rows[0]?.made_with ?? [];
    },
  };
}
