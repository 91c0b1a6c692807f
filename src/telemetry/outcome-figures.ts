import type { Queries } from './types.ts';

export interface Outcomes {
  lastDay: readonly { outcome: string; reason: string; count: number }[];
  fates: Record<string, number>;
}

/** By indices on time, each over its window alone, however much lies before it. */
const SQL = {
  lastDay: `SELECT kind AS outcome, reason, count(*)::int AS count FROM fettle.run_fact
    WHERE created_at > now() - interval '1 day' AND state = 'ended' AND kind IS NOT NULL AND reason IS NOT NULL
    GROUP BY kind, reason`,
  fates: `SELECT CASE
      WHEN reverted_at IS NOT NULL THEN 'reverted'
      WHEN reworked_at IS NOT NULL THEN 'reworked'
      WHEN reopened_at IS NOT NULL THEN 'reopened'
      WHEN state = 'settled' AND added_lines IS NOT NULL THEN 'standing'
      WHEN state = 'settled' THEN 'unknown'
      ELSE 'followed' END AS fate, count(*)::int AS count
    FROM fettle.aftermath WHERE merged_at > now() - interval '30 days' GROUP BY 1`,
};

/** How runs of the last day ended, and what became of changes that were merged in the last thirty. */
export async function readOutcomes(database: Queries): Promise<Outcomes> {
  const [lastDay, fates] = await Promise.all([
    database.query<Outcomes['lastDay'][number]>(SQL.lastDay),
    database.query<{ fate: string; count: number }>(SQL.fates),
  ]);
  return {
    lastDay: lastDay.rows,
    fates: {
      followed: 0,
      standing: 0,
      unknown: 0,
      reopened: 0,
      reworked: 0,
      reverted: 0,
      ...Object.fromEntries(fates.rows.map(({ fate, count }) => [fate, count])),
    },
  };
}
