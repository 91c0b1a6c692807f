import { storable } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import { type RunRow, toRun } from '../store-rows.ts';
import type { Run } from '../types.ts';
import { type AftermathRow, type StoredAftermath, toAftermath } from './aftermath-row.ts';

/** What somebody says of a change by a label. */
export interface LabelWord {
  label: 'good' | 'bad';
  by: string;
  why: string;
  key: string;
}

export interface AftermathStore {
  /**
   * Begins to follow the pull requests of runs that ended at this time or later, ms since the epoch. Those that ended a while
   * ago are first looked at in the course of a day: there may be very many of them.
   */
  begin(since: number, now: number): Promise<void>;
  /** Rows whose turn it is; nobody else is given them for an hour. */
  due(now: number, limit: number): Promise<{ run: Run; row: AftermathRow }[]>;
  save(runId: string, row: AftermathRow, now: number): Promise<void>;
  /** Their turn comes at this time, whatever they were to be. */
  putOff(runIds: readonly string[], until: number): Promise<void>;
  /** Merge commits of changes of ours in a repository. */
  mergesIn(repo: { owner: string; name: string }): Promise<ReadonlySet<string>>;
  /** Exactly these are what labels say of the run's last change. */
  say(runId: string, words: readonly LabelWord[]): Promise<void>;
}

/** Part of what webhooks need: something happened to one that may be followed, whether a pull request or an issue. */
export interface AftermathNews {
  lookAfter: (repo: { owner: string; name: string }, numbers: readonly number[]) => Promise<void>;
}

const HOUR_MS = 3_600_000;

const date = (time: number | null): Date | null => (time === null ? null : new Date(time));

/** `fettle.aftermath`, which nobody else writes. */
export function aftermathStore(database: Database): AftermathStore & AftermathNews {
  const { pool } = database;
  return {
    begin: async (since, now) => {
      await pool.query(
        `INSERT INTO fettle.aftermath (run_id, look_at)
         SELECT id, CASE WHEN updated_at > $2::timestamptz - interval '2 hours' THEN $2 ELSE $2 + random() * interval '1 day' END
         FROM fettle.run WHERE state = 'ended' AND pr_number IS NOT NULL AND updated_at >= $1 ON CONFLICT DO NOTHING`,
        [new Date(since), new Date(now)],
      );
    },
    due: async (now, limit) => {
      const { rows } = await pool.query<RunRow & { after: StoredAftermath }>(
        `WITH due AS (
           SELECT a.run_id FROM fettle.aftermath a JOIN fettle.run r ON r.id = a.run_id AND r.state = 'ended'
           WHERE a.look_at <= $1 ORDER BY a.look_at LIMIT $2 FOR UPDATE OF a SKIP LOCKED
         ), taken AS (
           UPDATE fettle.aftermath a SET look_at = $3 FROM due WHERE a.run_id = due.run_id RETURNING a.*
         )
         SELECT r.*, to_jsonb(t) AS after FROM taken t JOIN fettle.run r ON r.id = t.run_id`,
        [new Date(now), limit, new Date(now + HOUR_MS)],
      );
      return rows.map((row) => ({ run: toRun(row), row: toAftermath(row.after) }));
    },
    save: async (runId, row, now) => {
      await pool.query(
        `UPDATE fettle.aftermath SET state = $2, merged_at = $3, merge_sha = $4, seen_sha = $5, closed_at = $6,
           reverted_at = $7, reverted_by = $8, added_lines = $9, reworked_lines = $10, reworked_at = $11,
           reopened_at = $12, labels = $13, look_at = $14, looked_at = $15
         WHERE run_id = $1`,
        [
          runId,
          row.state,
          date(row.mergedAt),
          row.mergeSha,
          row.seenSha,
          date(row.closedAt),
          date(row.revertedAt),
          row.revertedBy,
          row.addedLines,
          row.reworkedLines,
          date(row.reworkedAt),
          date(row.reopenedAt),
          row.labels,
          date(row.lookAt),
          new Date(now),
        ],
      );
    },
    putOff: async (runIds, until) => {
      await pool.query('UPDATE fettle.aftermath SET look_at = $2 WHERE run_id = ANY($1)', [runIds, new Date(until)]);
    },
    mergesIn: async ({ owner, name }) => {
      const { rows } = await pool.query<{ sha: string }>(
        `SELECT a.merge_sha AS sha FROM fettle.run r JOIN fettle.aftermath a ON a.run_id = r.id
         WHERE lower(r.owner) = lower($1) AND lower(r.name) = lower($2) AND a.merge_sha IS NOT NULL`,
        [owner, name],
      );
      return new Set(rows.map(({ sha }) => sha));
    },
    say: async (runId, words) => {
      await database.transaction(async (client) => {
        await client.query(`DELETE FROM fettle.label WHERE run_id = $1 AND kind = 'label' AND key <> ALL($2)`, [
          runId,
          words.map(({ key }) => key),
        ]);
        for (const { label, by, why, key } of words)
          await client.query(
            `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why, key)
             SELECT run_id, max(number), 'label', $2, $3, $4, $5 FROM fettle.attempt WHERE run_id = $1 GROUP BY 1
             ON CONFLICT (run_id, key) WHERE key IS NOT NULL DO NOTHING`,
            [runId, label, storable(by), storable(why), key],
          );
      });
    },
    lookAfter: async (repo, numbers) => {
      await pool.query(
        `UPDATE fettle.aftermath SET look_at = now() WHERE run_id IN (
           SELECT id FROM fettle.run WHERE lower(owner) = lower($1) AND lower(name) = lower($2)
             AND pr_number IS NOT NULL AND pr_number = ANY($3)
           UNION SELECT id FROM fettle.run WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND issue = ANY($3))`,
        [repo.owner, repo.name, numbers],
      );
    },
  };
}
