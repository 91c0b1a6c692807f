import type { Database } from '../store/types.ts';
import type { RunStore } from './run-store.ts';

type QuestionStore = Pick<RunStore, 'question' | 'askedIn' | 'answered'>;

/** What runs have asked of people, and who answered. */
export function questionStore({ pool }: Database): QuestionStore {
  return {
    question: async (runId, key) => {
      const { rows } = await pool.query<{ comment_id: string; asked_at: Date; answered_by: string | null }>(
        'SELECT comment_id, asked_at, answered_by FROM fettle.question WHERE run_id = $1 AND key = $2',
        [runId, key],
      );
      const [row] = rows;
      if (row === undefined) return null;
      return { commentId: Number(row.comment_id), askedAt: row.asked_at, answeredBy: row.answered_by };
    },
    askedIn: async (runId, key, commentId) => {
      await pool.query(
        'INSERT INTO fettle.question (run_id, key, comment_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [runId, key, commentId],
      );
    },
    answered: async (runId, key, by) => {
      await pool.query(
        `UPDATE fettle.question SET answered_by = $3, answered_at = clock_timestamp()
         WHERE run_id = $1 AND key = $2 AND answered_by IS NULL`,
        [runId, key, by],
      );
    },
  };
}
