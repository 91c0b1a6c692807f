import type { Pool } from 'pg';
import { storable } from '../../store/jsonb.ts';
import type { RunQuery, Sight } from './types.ts';

/**
 * Where to look for runs: everywhere; or in repositories, each by itself (`few`), or in one walk through the time until
 * `last`, when the newest run of any of them began (`many`).
 */
export type Places =
  | { kind: 'everywhere' }
  | { kind: 'few'; repos: readonly string[] }
  | { kind: 'many'; repos: readonly string[]; last: Date };

/** So many single looks take less than one walk that passes by what others may see. */
const FEW = 12;

/** The repositories in sight, as far as they matter to what is looked for. Null: none of them has such runs. */
export async function placesOf(
  pool: Pick<Pool, 'query'>,
  { repos }: Sight,
  { repo, since }: Pick<RunQuery, 'repo' | 'since'>,
): Promise<Places | null> {
  const asked = repo === undefined ? null : storable(repo).toLowerCase();
  if (asked !== null) return repos === null || repos.includes(asked) ? { kind: 'few', repos: [asked] } : null;
  if (repos === null) return { kind: 'everywhere' };
  const { rows } = await pool.query<{ last: Date | null; few: string[] | null }>(
    `SELECT max(last_run_at) AS last, CASE WHEN count(*) <= ${FEW} THEN array_agg(repo) END AS few
     FROM fettle.repository_total
     WHERE repo = ANY($1) AND runs > 0 AND ($2::timestamptz IS NULL OR last_run_at >= $2)`,
    [repos, since ?? null],
  );
  const { last, few } = rows[0] ?? { last: null, few: null };
  if (last === null) return null;
  return few === null ? { kind: 'many', repos, last } : { kind: 'few', repos: few };
}
