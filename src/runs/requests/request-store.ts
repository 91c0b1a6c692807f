import type { Request } from '../../agent/tools/request.ts';
import { storable, toJsonb } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import type { AskedFor, RequestAnswer } from '../types.ts';

export interface RequestStore {
  /** Keeps a request; one with this key that is there already stays as it is, and is returned. */
  addRequest(runId: string, key: string, request: Request, answer: RequestAnswer | null): Promise<AskedFor>;
  requests(runId: string): Promise<AskedFor[]>;
  requestAskedIn(runId: string, key: string, commentId: number): Promise<void>;
  /** The first answer stays. */
  answerRequest(runId: string, key: string, answer: RequestAnswer): Promise<void>;
}

interface Row {
  key: string;
  request: Request;
  asked_at: Date;
  comment_id: string | null;
  answer: RequestAnswer | null;
}

const toAsked = (row: Row): AskedFor => ({
  key: row.key,
  request: row.request,
  askedAt: row.asked_at,
  commentId: row.comment_id === null ? null : Number(row.comment_id),
  answer: row.answer,
});

export function requestStore({ pool }: Database): RequestStore {
  async function requests(runId: string): Promise<AskedFor[]> {
    const { rows } = await pool.query<Row>('SELECT * FROM fettle.request WHERE run_id = $1 ORDER BY asked_at', [runId]);
    return rows.map(toAsked);
  }
  return {
    requests,
    addRequest: async (runId, key, request, answer) => {
      await pool.query(
        `INSERT INTO fettle.request (run_id, key, request, answer) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [runId, storable(key), toJsonb(request), answer === null ? null : toJsonb(answer)],
      );
      const kept = (await requests(runId)).find((it) => it.key === storable(key));
      if (kept === undefined) throw new Error(`a request of run ${runId} is not there after it was stored`);
      return kept;
    },
    requestAskedIn: async (runId, key, commentId) => {
      await pool.query('UPDATE fettle.request SET comment_id = $3 WHERE run_id = $1 AND key = $2', [
        runId,
        key,
        commentId,
      ]);
    },
    answerRequest: async (runId, key, answer) => {
      await pool.query('UPDATE fettle.request SET answer = $3 WHERE run_id = $1 AND key = $2 AND answer IS NULL', [
        runId,
        key,
        toJsonb(answer),
      ]);
    },
  };
}
