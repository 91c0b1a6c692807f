import type { Pool } from 'pg';
import { storable } from '../../store/jsonb.ts';
import { Values } from './conditions.ts';
import type { RepositoryLine, Sight } from './types.ts';

/** Repositories of one answer at most. */
const MOST = 1_000;

/** Repositories with what their runs came to, most recently used first. `text` is any part of `owner/name`. */
export async function repositoryLines(
  pool: Pick<Pool, 'query'>,
  sight: Sight,
  { text = '', limit }: { text?: string; limit: number },
): Promise<RepositoryLine[]> {
  const values = new Values();
  const where = ['t.runs > 0', `strpos(t.repo, ${values.add(storable(text.trim()).toLowerCase())}) > 0`];
  if (sight.repos !== null) where.push(`t.repo = ANY(${values.add(sight.repos)}::text[])`);
  const { rows } = await pool.query<RepositoryLine>(
    `SELECT r.owner, r.name, t.runs, t.open, t.merged, (t.cost + open.cost)::float8 AS "costUsd", t.last_run_at AS "lastRunAt"
     FROM (SELECT * FROM fettle.repository_total t WHERE ${where.join(' AND ')}
       ORDER BY t.last_run_at DESC, t.repo LIMIT ${values.add(Math.max(1, Math.min(MOST, limit)))}) t
     -- The newest run has the name as people write it now.
     CROSS JOIN LATERAL (SELECT run_id FROM fettle.run_fact WHERE repo = t.repo ORDER BY created_at DESC LIMIT 1) newest
     JOIN fettle.run r ON r.id = newest.run_id
     CROSS JOIN LATERAL (
       SELECT coalesce(sum((a.spent ->> 'costUsd')::numeric), 0) AS cost
       FROM fettle.run_fact f JOIN fettle.attempt a ON a.run_id = f.run_id
       WHERE f.repo = t.repo AND f.state <> 'ended' AND t.open > 0) open
     ORDER BY t.last_run_at DESC, t.repo`,
    values.all,
  );
  return rows;
}
