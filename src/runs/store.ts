import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { storable, toJsonb } from '../store/jsonb.ts';
import type { Database } from '../store/types.ts';
import { aftermathStore } from './aftermath/aftermath-store.ts';
import { armStore } from './arm-store.ts';
import { labelStore } from './label-store.ts';
import { planStore } from './plan/plan-store.ts';
import { questionStore } from './question-store.ts';
import { rawLogStore } from './raw-logs/raw-log-store.ts';
import { recordStore } from './record-store.ts';
import { requestStore } from './requests/request-store.ts';
import { reopenStore } from './reopen-store.ts';
import { type AttemptRow, type EventRow, type RunRow, toAttempt, toEvent, toRun } from './store-rows.ts';
import type { Attempt, Run, StoredTurn } from './types.ts';
import type { RunStore } from './run-store.ts';
import { wishStore } from './wish-store.ts';

/** The head of the base branch that a run waits for: what happens there concerns it. */
const AWAITED_BASE = "watched ->> 'awaitedBase'";

/** Runs in the database. What is stored of foreign text is `storable`; everything else comes back as it was. */
export function runStore(database: Database): RunStore {
  const { pool } = database;

  async function runs(where: string, values: unknown[]): Promise<Run[]> {
    const { rows } = await pool.query<RunRow>(`SELECT * FROM fettle.run WHERE ${where} ORDER BY created_at`, values);
    return rows.map(toRun);
  }
  const first = async (where: string, values: unknown[]) => (await runs(where, values))[0] ?? null;
  const inRepo = `lower(owner) = lower($1) AND lower(name) = lower($2) AND state <> 'ended'`;

  async function attemptsOf(runId: string, suffix: string): Promise<Attempt[]> {
    const { rows } = await pool.query<AttemptRow>(`SELECT * FROM fettle.attempt WHERE run_id = $1 ${suffix}`, [runId]);
    return rows.map(toAttempt);
  }

  return {
    create: async ({ repo, issue, trigger, task, branch }) => {
      const id = randomUUID();
      const values = [repo.owner, repo.name, repo.installationId, issue, trigger.kind, storable(trigger.key)];
      // Both unique indexes may refuse; a run that ended between the insert and the look makes another round.
      for (;;) {
        const { rows } = await pool.query<RunRow>(
          `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, branch)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING *`,
          [id, ...values, toJsonb(task), branch(id)],
        );
        if (rows[0] !== undefined) return { run: toRun(rows[0]), created: true };
        const there =
          (await first('trigger_key = $1', [storable(trigger.key)])) ??
          (await first(`${inRepo} AND issue = $3`, [repo.owner, repo.name, issue]));
        if (there !== null) return { run: there, created: false };
      }
    },
    ...wishStore(database),
    ...reopenStore(database),
    ...questionStore(database),
    ...requestStore(database),
    ...recordStore(database),
    ...labelStore(database),
    ...planStore(database),
    ...armStore(database),
    ...rawLogStore(database),
    lookAfter: aftermathStore(database).lookAfter,
    get: async (id) => await first('id = $1', [id]),
    activeFor: async (repo, number) =>
      (await first(`${inRepo} AND issue = $3`, [repo.owner, repo.name, number])) ??
      (await first(`${inRepo} AND pr_number = $3`, [repo.owner, repo.name, number])),
    activeByBranch: async (repo, branch) =>
      await runs(`${inRepo} AND (branch = $3 OR (base_branch = $3 AND ${AWAITED_BASE} IS NOT NULL))`, [
        repo.owner,
        repo.name,
        storable(branch),
      ]),
    activeBySha: async (repo, sha) =>
      await runs(`${inRepo} AND (head_sha = $3 OR ${AWAITED_BASE} = $3)`, [repo.owner, repo.name, storable(sha)]),
    active: async () => await runs(`state <> 'ended'`, []),
    update: async (id, change) => {
      const set = assignments(RUN_COLUMNS, change, 2);
      const { rows } = await pool.query<RunRow>(
        `UPDATE fettle.run SET ${[...set.sql, 'updated_at = now()'].join(', ')} WHERE id = $1 RETURNING *`,
        [id, ...set.values],
      );
      if (rows[0] === undefined) throw new Error(`there is no run ${id}`);
      return toRun(rows[0]);
    },
    requestCancel: async (id, why, by) => {
      // The first reason stays: it is the one that will be said.
      await pool.query(
        `UPDATE fettle.run SET cancel = coalesce(cancel, $2), cancel_by = CASE WHEN cancel IS NULL THEN $3 ELSE cancel_by END,
           updated_at = now()
         WHERE id = $1 AND state <> 'ended'`,
        [id, storable(why), by],
      );
    },
    hold: async (id, held) => {
      await pool.query('UPDATE fettle.run SET held = $2 WHERE id = $1', [id, held]);
    },
    cancelled: async (ids) => {
      const { rows } = await pool.query<{ id: string; why: string | null }>(
        'SELECT id, cancel AS why FROM fettle.run WHERE id = ANY($1) AND (cancel IS NOT NULL OR held)',
        [ids],
      );
      return rows;
    },
    latestAttempt: async (runId) => (await attemptsOf(runId, 'ORDER BY number DESC LIMIT 1'))[0] ?? null,
    attempts: async (runId) => await attemptsOf(runId, 'ORDER BY number'),
    startAttempt: async ({ runId, number, startSha, mergeSha = null, feedback, spent }) => {
      // A worker that died right after this starts the same attempt again and finds it.
      await pool.query(
        `INSERT INTO fettle.attempt (run_id, number, start_sha, merge_sha, feedback, spent)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [runId, number, startSha, mergeSha, toJsonb(feedback), toJsonb(spent)],
      );
      const [attempt] = await attemptsOf(runId, `AND number = ${Number(number)}`);
      if (attempt === undefined) throw new Error(`attempt ${number} of run ${runId} is not there after it was stored`);
      return attempt;
    },
    updateAttempt: async (runId, number, change) => {
      const set = assignments(ATTEMPT_COLUMNS, change, 3);
      if (set.sql.length === 0) return;
      const done = await pool.query(
        `UPDATE fettle.attempt SET ${set.sql.join(', ')} WHERE run_id = $1 AND number = $2`,
        [runId, number, ...set.values],
      );
      if (done.rowCount === 0) throw new Error(`there is no attempt ${number} of run ${runId}`);
    },
    recordTurn: async (runId, attempt, seq, turn, after) => {
      await database.transaction(async (client) => {
        await client.query(
          `INSERT INTO fettle.turn (run_id, attempt, seq, turn) VALUES ($1, $2, $3, $4)
           ON CONFLICT (run_id, attempt, seq) DO UPDATE SET turn = excluded.turn, at = now()`,
          [runId, attempt, seq, toJsonb(turn)],
        );
        // A patch of the same tree is the same patch: not written again, since it may be large.
        await client.query(
          `UPDATE fettle.attempt SET spent = $3, tree = $4,
             patch = CASE WHEN tree = $4 AND patch IS NOT NULL AND $5::bytea IS NOT NULL THEN patch ELSE $5 END
           WHERE run_id = $1 AND number = $2`,
          [runId, attempt, toJsonb(after.spent), after.tree, after.patch],
        );
      });
    },
    turns: async (runId, attempt) => {
      const { rows } = await pool.query<{ turn: StoredTurn }>(
        'SELECT turn FROM fettle.turn WHERE run_id = $1 AND attempt = $2 ORDER BY seq',
        [runId, attempt],
      );
      return rows.map((row) => row.turn);
    },
    addEvent: async (event) => {
      const data = event.data === undefined ? null : toJsonb(event.data);
      await pool.query(
        'INSERT INTO fettle.run_event (run_id, at, attempt, kind, text, data) VALUES ($1, $2, $3, $4, $5, $6)',
        [event.runId, event.at, event.attempt, event.kind, storable(event.text), data],
      );
    },
    events: async (runId) => {
      const { rows } = await pool.query<EventRow>('SELECT * FROM fettle.run_event WHERE run_id = $1 ORDER BY id', [
        runId,
      ]);
      return rows.map(toEvent);
    },
    spend: async (runId, kind, headSha, limit, key) =>
      await database.transaction(async (client) => {
        // One at a time for each run: otherwise two would both see the last free place.
        await client.query('SELECT FROM fettle.run WHERE id = $1 FOR UPDATE', [runId]);
        const spentKey = [runId, kind, headSha ?? '', storable(key)];
        const before = await client.query(
          'SELECT FROM fettle.spent WHERE run_id = $1 AND kind = $2 AND head_sha = $3 AND key = $4',
          spentKey,
        );
        if (before.rowCount === 1) return true;
        if ((await countSpent(client, runId, kind, headSha)) >= limit) return false;
        await client.query('INSERT INTO fettle.spent (run_id, kind, head_sha, key) VALUES ($1, $2, $3, $4)', spentKey);
        return true;
      }),
    costOfDay: async (repo) => {
      const { rows } = await pool.query<{ cost: number }>(
        `SELECT coalesce(sum((a.spent ->> 'costUsd')::float8), 0)::float8 AS cost
         FROM fettle.attempt a JOIN fettle.run r ON r.id = a.run_id
         WHERE lower(r.owner) = lower($1) AND lower(r.name) = lower($2) AND a.created_at > now() - interval '24 hours'`,
        [repo.owner, repo.name],
      );
      return rows[0]?.cost ?? 0;
    },
    spentOf: async (runId, kind, headSha) => await countSpent(pool, runId, kind, headSha),
  };
}

/** Without a head: everything the run has spent of this kind, so that a budget of the run sees that of each head too. */
async function countSpent(
  on: Pick<PoolClient, 'query'>,
  runId: string,
  kind: string,
  headSha: string | null,
): Promise<number> {
  const { rows } = await on.query<{ spent: number }>(
    `SELECT count(*)::int AS spent FROM fettle.spent
     WHERE run_id = $1 AND kind = $2 AND ($3::text IS NULL OR head_sha = $3)`,
    [runId, kind, headSha],
  );
  return rows[0]?.spent ?? 0;
}

/** How a field is written: its column and, where the value is not simply taken, the SQL around its parameter. */
interface Column {
  name: string;
  json?: true;
  sql?: (parameter: string) => string;
}

/** A run ends once: a worker that comes late changes neither the end nor its reason. */
const untilEnded = (column: string) => (parameter: string) =>
  `CASE WHEN state = 'ended' THEN ${column} ELSE ${parameter} END`;

const RUN_COLUMNS: Record<keyof Parameters<RunStore['update']>[1], Column> = {
  state: { name: 'state', sql: untilEnded('state') },
  outcome: { name: 'outcome', json: true, sql: untilEnded('outcome') },
  baseBranch: { name: 'base_branch' },
  baseSha: { name: 'base_sha' },
  prNumber: { name: 'pr_number' },
  headSha: { name: 'head_sha' },
  statusCommentId: { name: 'status_comment_id' },
  watched: { name: 'watched', json: true },
};

const ATTEMPT_COLUMNS: Record<keyof Parameters<RunStore['updateAttempt']>[2], Column> = {
  startSha: { name: 'start_sha' },
  mergeSha: { name: 'merge_sha' },
  feedback: { name: 'feedback', json: true },
  stage: { name: 'stage' },
  rounds: { name: 'rounds' },
  spent: { name: 'spent', json: true },
  patch: { name: 'patch' },
  tree: { name: 'tree' },
  summary: { name: 'summary' },
  gate: { name: 'gate', json: true },
  commitSha: { name: 'commit_sha' },
};

function assignments<K extends string>(
  columns: Record<K, Column>,
  change: Partial<Record<K, unknown>>,
  firstParameter: number,
): { sql: string[]; values: unknown[] } {
  const given = (Object.keys(columns) as K[]).filter((key) => change[key] !== undefined);
  const sql = given.map((key, index) => {
    const { name, json, sql: around } = columns[key];
    const parameter = `$${firstParameter + index}${json === true ? '::jsonb' : ''}`;
    return `${name} = ${around === undefined ? parameter : around(parameter)}`;
  });
  const values = given.map((key) => {
    const value = change[key];
    if (value === null) return null;
    if (columns[key].json === true) return toJsonb(value);
    return typeof value === 'string' ? storable(value) : value;
  });
  return { sql, values };
}
