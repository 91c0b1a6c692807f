import type { Pool } from 'pg';
import { storable } from '../../store/jsonb.ts';
import { REPO, Values } from './conditions.ts';
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
  const where = [`strpos(${REPO}, ${values.add(storable(text.trim()).toLowerCase())}) > 0`];
  if (sight.repos !== null) where.push(`${REPO} = ANY(${values.add(sight.repos)}::text[])`);
  const { rows } = await pool.query<RepositoryLine>(
    `SELECT (array_agg(r.owner ORDER BY r.created_at DESC))[1] AS owner,
       (array_agg(r.name ORDER BY r.created_at DESC))[1] AS name, count(*)::int AS runs,
       (count(*) FILTER (WHERE r.state <> 'ended'))::int AS open,
       (count(*) FILTER (WHERE m.merged_at IS NOT NULL OR r.outcome ->> 'reason' = 'merged'))::int AS merged,
       coalesce(sum(a.cost), 0)::float8 AS "costUsd", max(r.created_at) AS "lastRunAt"
     FROM fettle.run r
     CROSS JOIN LATERAL (SELECT sum((spent ->> 'costUsd')::float8) AS cost FROM fettle.attempt WHERE run_id = r.id) a
     LEFT JOIN fettle.aftermath m ON m.run_id = r.id
     WHERE ${where.join(' AND ')} GROUP BY ${REPO}
     ORDER BY max(r.created_at) DESC, 1, 2 LIMIT ${values.add(Math.max(1, Math.min(MOST, limit)))}`,
    values.all,
  );
  return rows;
}
