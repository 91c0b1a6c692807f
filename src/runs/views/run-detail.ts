import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { Pool } from 'pg';
import type { Feedback, Spent } from '../../agent/types.ts';
import { type EventRow, toEvent } from '../store-rows.ts';
import type { Attempt } from '../types.ts';
import type { Numbered } from './timeline.ts';

const inflated = promisify<Buffer, Buffer>(inflate);

type Queries = Pick<Pool, 'query'>;

/** A page of a timeline, oldest line first. `earlier`: there are lines before these. */
export interface TimelinePage {
  lines: Numbered[];
  earlier: boolean;
}

/** The newest lines of a run, or the newest before the one with this number. */
export async function timelineBefore(
  pool: Queries,
  runId: string,
  before: string | null,
  limit: number,
): Promise<TimelinePage> {
  const { rows } = await pool.query<EventRow & { id: string }>(
    `SELECT * FROM fettle.run_event WHERE run_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [runId, before, limit + 1],
  );
  const lines = rows.slice(0, limit).map((row) => ({ id: row.id, event: toEvent(row) }));
  return { lines: lines.reverse(), earlier: rows.length > limit };
}

/** An attempt without what makes it heavy: its patch is only known to be there. */
export interface AttemptLine
  extends Pick<
    Attempt,
    'number' | 'stage' | 'rounds' | 'spent' | 'startSha' | 'mergeSha' | 'commitSha' | 'summary' | 'createdAt'
  > {
  hasPatch: boolean;
  /** Why there is another attempt: the headlines of what it was told. */
  feedback: string[];
}

/** The attempts of a run, in order. */
export async function attemptLines(pool: Queries, runId: string): Promise<AttemptLine[]> {
  const { rows } = await pool.query<{
    number: number;
    stage: Attempt['stage'];
    rounds: number;
    spent: Spent;
    start_sha: string;
    merge_sha: string | null;
    commit_sha: string | null;
    summary: string | null;
    created_at: Date;
    has_patch: boolean;
    feedback: Feedback[];
  }>(
    `SELECT number, stage, rounds, spent, start_sha, merge_sha, commit_sha, summary, created_at,
       octet_length(patch) > 8 AS has_patch, feedback
     FROM fettle.attempt WHERE run_id = $1 ORDER BY number`,
    [runId],
  );
  return rows.map((row) => ({
    number: row.number,
    stage: row.stage,
    rounds: row.rounds,
    spent: row.spent,
    startSha: row.start_sha,
    mergeSha: row.merge_sha,
    commitSha: row.commit_sha,
    summary: row.summary,
    createdAt: row.created_at,
    hasPatch: row.has_patch ?? false,
    feedback: row.feedback.map(({ headline }) => headline),
  }));
}

/** What an attempt has changed so far, as a unified diff against the tree it began with; null without any. */
export async function patchOf(pool: Queries, runId: string, attempt: number): Promise<string | null> {
  const { rows } = await pool.query<{ patch: Buffer | null }>(
    'SELECT patch FROM fettle.attempt WHERE run_id = $1 AND number = $2',
    [runId, attempt],
  );
  const patch = rows[0]?.patch ?? null;
  return patch === null ? null : (await inflated(patch)).toString('utf8');
}

/** More are not named on a page. */
const MAX_REFUSALS = 50;

/** What sandboxes of the run asked for and did not get (`host:port`, `PUT host:port/path`), each once. */
export async function refusalsOf(pool: Queries, runId: string): Promise<string[]> {
  const { rows } = await pool.query<{ refused: string }>(
    `SELECT refused, min(id) FROM fettle.run_event, jsonb_array_elements_text(
       CASE WHEN jsonb_typeof(data -> 'refused') = 'array' THEN data -> 'refused' ELSE '[]' END) AS refused
     WHERE run_id = $1 AND kind IN ('baseline', 'verify')
     GROUP BY refused ORDER BY min(id) LIMIT ${MAX_REFUSALS}`,
    [runId],
  );
  return rows.map((row) => row.refused);
}

/** How often the run has spent from each budget that is counted. */
export async function budgetsOf(pool: Queries, runId: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ kind: string; spent: number }>(
    'SELECT kind, count(*)::int AS spent FROM fettle.spent WHERE run_id = $1 GROUP BY kind',
    [runId],
  );
  return new Map(rows.map(({ kind, spent }) => [kind, spent]));
}

/** Keys of questions that the run has asked people and that nobody has answered. */
export async function openQuestions(pool: Queries, runId: string): Promise<{ key: string; askedAt: Date }[]> {
  const { rows } = await pool.query<{ key: string; asked_at: Date }>(
    'SELECT key, asked_at FROM fettle.question WHERE run_id = $1 AND answered_by IS NULL ORDER BY asked_at',
    [runId],
  );
  return rows.map((row) => ({ key: row.key, askedAt: row.asked_at }));
}

/** What became of a run's change, as far as it is known; null where it was not merged. */
export async function mergedOf(pool: Queries, runId: string): Promise<'merged' | 'reverted' | 'reworked' | null> {
  const { rows } = await pool.query<{ merged: 'merged' | 'reverted' | 'reworked' | null }>(
    `SELECT CASE WHEN m.reverted_at IS NOT NULL THEN 'reverted' WHEN m.reworked_at IS NOT NULL THEN 'reworked'
       WHEN m.merged_at IS NOT NULL OR r.outcome ->> 'reason' = 'merged' THEN 'merged' END AS merged
     FROM fettle.run r LEFT JOIN fettle.aftermath m ON m.run_id = r.id WHERE r.id = $1`,
    [runId],
  );
  return rows[0]?.merged ?? null;
}
