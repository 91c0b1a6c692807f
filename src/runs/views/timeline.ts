import type { Pool } from 'pg';
import { type EventRow, toEvent } from '../store-rows.ts';
import type { RunEvent } from '../types.ts';

/** Lines of one look. */
export const MOST_LINES = 1_000;

/** A line of a timeline with its number, which grows within a run and is never used twice. */
export interface Numbered {
  id: string;
  event: RunEvent;
}

/** The lines of a run after the one with this number, oldest first, at most 1,000 of them. `0` is before the first. */
export async function timelineAfter(pool: Pick<Pool, 'query'>, runId: string, after: string): Promise<Numbered[]> {
  const { rows } = await pool.query<EventRow & { id: string }>(
    'SELECT * FROM fettle.run_event WHERE run_id = $1 AND id > $2 ORDER BY id LIMIT $3',
    [runId, after, MOST_LINES],
  );
  return rows.map((row) => ({ id: row.id, event: toEvent(row) }));
}

/** How many lines a run has after the one with this number; `most` where there are as many or more. */
export async function countAfter(
  pool: Pick<Pool, 'query'>,
  runId: string,
  after: string,
  most: number,
): Promise<number> {
  const { rows } = await pool.query<{ lines: number }>(
    `SELECT count(*)::int AS lines FROM (SELECT FROM fettle.run_event WHERE run_id = $1 AND id > $2 LIMIT $3) later`,
    [runId, after, most],
  );
  return rows[0]?.lines ?? 0;
}
