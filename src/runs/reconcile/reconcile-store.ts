import { storable } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import { type RunRow, toRun } from '../store-rows.ts';
import type { Run } from '../types.ts';

/** What the timer keeps, so that many processes share one timer and each thing is done once. Times are ms since the epoch. */
export interface ReconcileStore {
  /**
   * Runs whose turn it is, which nobody else is then given: after `firstMs`, and again each time as long after as nothing
   * has changed until then, up to `longestMs`. So the waits double, and anything that happens makes them short again.
   */
  due(now: number, firstMs: number, longestMs: number, limit: number): Promise<{ run: Run; glance: string | null }[]>;
  glanced(seen: readonly { id: string; glance: string }[]): Promise<void>;
  /** Their turn comes at the next tick, whatever has happened to them. */
  again(ids: readonly string[]): Promise<void>;
  /** Whether it is time for something that is done for all runs; then it is this process's to do. `until` is from `passed`. */
  turn(name: string, now: number, everyMs: number): Promise<{ until: number | null } | null>;
  passed(name: string, until: number): Promise<void>;
  /** Of these deliveries, those that were not sent again yet. */
  notYetRedelivered(guids: readonly string[]): Promise<ReadonlySet<string>>;
  redelivered(guid: string): Promise<void>;
  forgetRedelivered(olderThanMs: number): Promise<void>;
  /** Whether a run began for this, ended or not. */
  hasBegun(triggerKey: string): Promise<boolean>;
  /** Of these issues, those without an active run. */
  withoutRun<T extends { repo: { owner: string; name: string }; number: number }>(issues: readonly T[]): Promise<T[]>;
}

export function reconcileStore({ pool }: Database): ReconcileStore {
  return {
    due: async (now, firstMs, longestMs, limit) => {
      const { rows } = await pool.query<RunRow & { glance: string | null }>(
        `WITH due AS (
           SELECT id FROM fettle.run
           WHERE state <> 'ended' AND coalesce(glanced_at, created_at) + least(greatest(
             coalesce(glanced_at, created_at) - updated_at, $2 * interval '1 millisecond'), $3 * interval '1 millisecond') <= $1
           ORDER BY glanced_at NULLS FIRST LIMIT $4 FOR UPDATE SKIP LOCKED
         )
         UPDATE fettle.run r SET glanced_at = $1 FROM due WHERE r.id = due.id RETURNING r.*`,
        [new Date(now), firstMs, longestMs, limit],
      );
      return rows.map((row) => ({ run: toRun(row), glance: row.glance }));
    },
    glanced: async (seen) => {
      await pool.query(
        'UPDATE fettle.run r SET glance = s.glance FROM unnest($1::text[], $2::text[]) AS s (id, glance) WHERE r.id = s.id',
        [seen.map((it) => it.id), seen.map((it) => it.glance)],
      );
    },
    again: async (ids) => {
      await pool.query('UPDATE fettle.run SET glanced_at = NULL WHERE id = ANY($1)', [ids]);
    },
    turn: async (name, now, everyMs) => {
      const { rows } = await pool.query<{ until: Date | null }>(
        `INSERT INTO fettle.pass (name, at) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET at = $2 WHERE pass.at <= $2::timestamptz - $3 * interval '1 millisecond'
         RETURNING until`,
        [name, new Date(now), everyMs],
      );
      return rows[0] === undefined ? null : { until: rows[0].until?.getTime() ?? null };
    },
    passed: async (name, until) => {
      await pool.query('UPDATE fettle.pass SET until = $2 WHERE name = $1', [name, new Date(until)]);
    },
    notYetRedelivered: async (guids) => {
      const { rows } = await pool.query<{ guid: string }>(
        'SELECT guid FROM unnest($1::text[]) AS g (guid) WHERE guid NOT IN (SELECT guid FROM fettle.redelivered)',
        [guids.map(storable)],
      );
      return new Set(rows.map((row) => row.guid));
    },
    redelivered: async (guid) => {
      await pool.query('INSERT INTO fettle.redelivered (guid) VALUES ($1) ON CONFLICT DO NOTHING', [storable(guid)]);
    },
    forgetRedelivered: async (olderThanMs) => {
      await pool.query("DELETE FROM fettle.redelivered WHERE at < now() - $1 * interval '1 millisecond'", [
        olderThanMs,
      ]);
    },
    hasBegun: async (triggerKey) => {
      const found = await pool.query('SELECT FROM fettle.run WHERE trigger_key = $1', [storable(triggerKey)]);
      return (found.rowCount ?? 0) > 0;
    },
    withoutRun: async (issues) => {
      const { rows } = await pool.query<{ at: string }>(
        `SELECT i.at FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS i (owner, name, number, at)
         WHERE NOT EXISTS (SELECT FROM fettle.run r WHERE lower(r.owner) = lower(i.owner)
           AND lower(r.name) = lower(i.name) AND r.issue = i.number AND r.state <> 'ended')`,
        [issues.map((it) => it.repo.owner), issues.map((it) => it.repo.name), issues.map((it) => it.number)],
      );
      return rows.flatMap((row) => issues[Number(row.at) - 1] ?? []);
    },
  };
}
