import { storable } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import type { NoticeKind, NoticeStore } from './types.ts';

interface Row {
  id: string;
  run_id: string;
  kind: NoticeKind;
  text: string;
  tries: number;
  created_at: Date;
}

/** Notices in the database: they outlive a crash, and any number of workers send each of them once. */
export function noticeStore({ pool }: Database): NoticeStore {
  return {
    add: async ({ runId, kind, cause, text }) => {
      const done = await pool.query(
        `INSERT INTO fettle.notice (run_id, kind, cause, text) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [runId, kind, storable(cause), storable(text)],
      );
      return done.rowCount === 1;
    },
    take: async (leaseMs) => {
      const { rows } = await pool.query<Row>(
        `UPDATE fettle.notice SET tries = tries + 1, next_at = clock_timestamp() + $1 * interval '1 millisecond'
         WHERE id = (
           SELECT id FROM fettle.notice WHERE next_at <= clock_timestamp() ORDER BY next_at, id LIMIT 1
           FOR UPDATE SKIP LOCKED
         ) RETURNING id, run_id, kind, text, tries - 1 AS tries, created_at`,
        [leaseMs],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { id, run_id: runId, kind, text, tries, created_at: createdAt } = row;
      return { id, runId, kind, text, tries, createdAt };
    },
    sent: async (id) => {
      await pool.query('UPDATE fettle.notice SET next_at = NULL, sent_at = clock_timestamp() WHERE id = $1', [id]);
    },
    later: async (id, afterMs) => {
      await pool.query(
        `UPDATE fettle.notice SET next_at = clock_timestamp() + $2::float8 * interval '1 millisecond' WHERE id = $1`,
        [id, afterMs],
      );
    },
    prune: async (olderThanMs) => {
      const gone = await pool.query(
        `DELETE FROM fettle.notice WHERE created_at < now() - $1 * interval '1 millisecond' AND next_at IS NULL`,
        [olderThanMs],
      );
      return gone.rowCount ?? 0;
    },
  };
}
