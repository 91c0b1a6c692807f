import type { Database } from '../../src/store/types.ts';
import { toCursor } from '../../src/runs/views/cursor.ts';

/** What people who see these repositories ask for in a day, as shares of 100, with addresses that differ from each other. */
export async function pages(
  { pool }: Database,
  seen: readonly string[],
): Promise<{ name: string; share: number; paths: string[] }[]> {
  const runs = async (order: string, limit: number) =>
    (
      await pool.query<{ id: string; at: string }>(
        `SELECT run_id AS id, created_at::text AS at FROM fettle.run_fact WHERE repo = ANY($1) ORDER BY ${order} LIMIT ${limit}`,
        [seen],
      )
    ).rows;
  const deep = await runs('md5(run_id)', 200);
  const recent = await runs('created_at DESC', 100);
  const { rows: made } = await pool.query<{ prompt: string }>(
    'SELECT DISTINCT left(agent_prompt, 12) AS prompt FROM fettle.making',
  );
  // More of those with many runs, which come first.
  const repos = Array.from({ length: 60 }, (_, at) => seen[Math.floor(seen.length * (at / 60) ** 3)] as string);
  const search = (of: Record<string, string>) => new URLSearchParams(of).toString();
  return [
    { name: 'the list of runs', share: 20, paths: ['/'] },
    {
      name: 'the list, filtered',
      share: 14,
      paths: [
        '/?state=open',
        '/?needs=person',
        '/?outcome=no_pr',
        '/?outcome=pr_ci_red&since=30d',
        '/?reason=guard_veto',
        '/?reason=judge_veto&state=ended',
        ...repos.map((repo) => `/?${search({ repo })}`),
        ...repos.slice(0, 20).map((repo) => `/?${search({ repo, outcome: 'no_pr' })}`),
      ],
    },
    {
      name: 'the list, searched',
      share: 10,
      paths: [
        ...['fix', 'noun', 'document nounb', 'part7', 'speed up nouna26', 'rename part976', 'nothing like it'].map(
          (q) => `/?${search({ q })}`,
        ),
        ...deep.slice(0, 40).map(({ id }) => `/?${search({ q: id.slice(0, 8) })}`),
        ...[1, 4711, 123_456].map((n) => `/?${search({ q: `#${n}` })}`),
        ...repos.slice(0, 20).map((q) => `/?${search({ q })}`),
        '/?q=owner-7%2F',
      ],
    },
    { name: 'the list, deep in it', share: 8, paths: deep.map((place) => `/?${search({ cursor: toCursor(place) })}`) },
    { name: 'a run', share: 20, paths: [...recent, ...deep].map(({ id }) => `/runs/${id}`) },
    { name: 'the repositories', share: 6, paths: ['/repositories'] },
    { name: 'a repository', share: 8, paths: repos.map((repo) => `/repositories/${repo}`) },
    { name: 'outcomes', share: 6, paths: ['30d', '90d', '1y', 'all'].map((period) => `/outcomes?period=${period}`) },
    {
      name: 'outcomes, filtered',
      share: 8,
      paths: [
        ...repos.map((repo) => `/outcomes?${search({ repo, period: 'all' })}`),
        ...[0, 1, 2].map((n) => `/outcomes?model=model-${n}&period=1y`),
        ...made.map(({ prompt }) => `/outcomes?${search({ prompt, period: 'all' })}`),
      ],
    },
  ];
}
