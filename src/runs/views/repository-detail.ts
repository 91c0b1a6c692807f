import type { Pool } from 'pg';
import { flakyScope } from '../flaky-history.ts';
import type { Outcome, RunState } from '../types.ts';

type Queries = Pick<Pool, 'query'>;

/** Figures are those of the newest runs: of a repository with very many they tell what it is like now. */
export const LAST_RUNS = 1_000;
/** Attempts whose gates are read for what checks come to; a gate's report is not small. */
export const LAST_GATES = 40;

export interface OutcomeCount {
  state: RunState;
  kind: Outcome['kind'] | null;
  reason: string | null;
  runs: number;
  /** Of ended runs, US dollars. */
  costUsd: number;
}

/** How the newest runs of a repository (`owner/name` in lower case) ended, most frequent first. */
export async function outcomeCounts(pool: Queries, repo: string): Promise<OutcomeCount[]> {
  const { rows } = await pool.query<OutcomeCount>(
    `SELECT state, kind, reason, count(*)::int AS runs, sum(cost)::float8 AS "costUsd"
     FROM (SELECT * FROM fettle.run_fact WHERE repo = $1 ORDER BY created_at DESC LIMIT ${LAST_RUNS}) f
     GROUP BY state, kind, reason ORDER BY runs DESC, kind, reason`,
    [repo],
  );
  return rows;
}

/** What one check of a repository came to in its latest gates. */
export interface CheckFigures {
  check: string;
  passed: number;
  failed: number;
  preExisting: number;
  couldNotRun: number;
  /** Of those that were run; null where all were remembered. */
  medianMs: number | null;
}

/** The checks that the latest gates ran, by name. */
export async function checkFigures(pool: Queries, repo: string): Promise<CheckFigures[]> {
  const { rows } = await pool.query<CheckFigures>(
    `WITH gates AS (
       SELECT a.gate FROM (SELECT run_id FROM fettle.run_fact WHERE repo = $1 ORDER BY created_at DESC LIMIT ${LAST_GATES}) f
       JOIN fettle.attempt a ON a.run_id = f.run_id WHERE a.gate IS NOT NULL
       ORDER BY a.created_at DESC LIMIT ${LAST_GATES}
     ), reports AS (
       SELECT one ->> 'check' AS "check", one ->> 'result' AS result,
         CASE WHEN one ? 'cached' THEN NULL ELSE nullif((one ->> 'durationMs')::float8, 0) END AS ms
       FROM gates, jsonb_array_elements(CASE jsonb_typeof(gate -> 'reports') WHEN 'array' THEN gate -> 'reports' ELSE '[]' END) one
     )
     SELECT "check", (count(*) FILTER (WHERE result = 'passed'))::int AS passed,
       (count(*) FILTER (WHERE result = 'failed'))::int AS failed,
       (count(*) FILTER (WHERE result = 'pre_existing'))::int AS "preExisting",
       (count(*) FILTER (WHERE result = 'could_not_run'))::int AS "couldNotRun",
       percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS "medianMs"
     FROM reports GROUP BY "check" ORDER BY "check" LIMIT 100`,
    [repo],
  );
  return rows;
}

/** The checks that were fixed from the base commit when last a change was examined, with their commands. */
export async function lastPlan(
  pool: Queries,
  repo: string,
): Promise<{ baseSha: string; at: Date; checks: { id: string; command: string }[] } | null> {
  const { rows } = await pool.query<{ base: string; at: Date; checks: { id: string; command: string }[] | null }>(
    `SELECT a.gate ->> 'baseSha' AS base, a.created_at AS at, a.gate -> 'plan' -> 'checks' AS checks
     FROM (SELECT run_id FROM fettle.run_fact WHERE repo = $1 ORDER BY created_at DESC LIMIT ${LAST_GATES}) f
     JOIN fettle.attempt a ON a.run_id = f.run_id WHERE a.gate IS NOT NULL ORDER BY a.created_at DESC LIMIT 1`,
    [repo],
  );
  const [row] = rows;
  return row === undefined ? null : { baseSha: row.base, at: row.at, checks: row.checks ?? [] };
}

/** CI checks that have ended both ways on one commit, as `app/name`; `repo` as people write it. */
export async function flakyChecks(pool: Queries, repo: string): Promise<{ check: string; sha: string | null }[]> {
  const { rows } = await pool.query<{ check: string; sha: string | null }>(
    `SELECT key AS "check", value ->> 'sha' AS sha FROM fettle.verified WHERE scope = $1 ORDER BY key LIMIT 50`,
    [flakyScope(repo)],
  );
  return rows;
}
