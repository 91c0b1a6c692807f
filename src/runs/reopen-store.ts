import { storable } from '../store/jsonb.ts';
import type { Database } from '../store/types.ts';
import { type RunRow, toRun } from './store-rows.ts';
import type { RunStore } from './run-store.ts';

const UNIQUE_VIOLATION = '23505';

/** Ends that a check which reports later may change; the same words are in the index `run_reopenable_sha`. */
const REOPENABLE = `state = 'ended' AND outcome ->> 'reason' IN ('ci_green', 'no_ci', 'required_missing', 'action_required')`;

/** Runs that had ended and go on, or whose repository is called something else. */
export function reopenStore({ pool }: Database): Pick<RunStore, 'reopenableBySha' | 'reopen' | 'move'> {
  return {
    reopenableBySha: async (repo, sha) => {
      const { rows } = await pool.query<RunRow>(
        `SELECT * FROM fettle.run WHERE head_sha = $3 AND lower(owner) = lower($1) AND lower(name) = lower($2) AND ${REOPENABLE}`,
        [repo.owner, repo.name, storable(sha)],
      );
      return rows.map(toRun);
    },
    reopen: async (id) => {
      const { rows } = await unlessTaken(() =>
        pool.query<RunRow>(
          `UPDATE fettle.run SET state = 'watching', outcome = NULL, cancel = NULL, cancel_by = NULL, updated_at = now()
           WHERE id = $1 AND ${REOPENABLE} RETURNING *`,
          [id],
        ),
      );
      return rows[0] === undefined ? null : toRun(rows[0]);
    },
    move: async (id, { owner, name }) => {
      const moved = await unlessTaken(() =>
        pool.query<RunRow>('UPDATE fettle.run SET owner = $2, name = $3, updated_at = now() WHERE id = $1', [
          id,
          storable(owner),
          storable(name),
        ]),
      );
      return moved.rowCount === 1;
    },
  };
}

/** An issue has one active run: who comes second changes nothing. */
export async function unlessTaken<R>(change: () => Promise<{ rows: R[]; rowCount: number | null }>) {
  try {
    return await change();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return { rows: [], rowCount: 0 };
    throw error;
  }
}
