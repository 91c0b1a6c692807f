import { runStore } from '../../src/runs/store.ts';
import type { Outcome, RunState } from '../../src/runs/types.ts';
import type { Database } from '../../src/store/types.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What somebody might write who wants to break a page: markup, quotes, letters that turn the direction round. */
export const HOSTILE_TITLES: readonly string[] = [
  `<script>document.title = 'taken over'</script><img src=x onerror="document.title='taken over'">`,
  `"><svg onload=alert(1)>' onmouseover='alert(2)' x="`,
  'Rename \u202Egpj.exe\u202C and \u2066bytes\u2069 \u200B\u200B in \u0000the list',
  `</title></a></li><a href="javascript:alert(1)">click</a>`,
  `${'Averyveryverylongwordthatnobodycanbreak'.repeat(8)}`,
  '   ',
];

export interface SomeRun {
  title: string;
  body?: string;
  repo?: string;
  state?: RunState;
  outcome?: Outcome;
  pr?: number;
  attempts?: number;
  costUsd?: number;
  /** How long ago it began, ms. */
  ago?: number;
  merged?: 'merged' | 'reverted' | 'reworked';
  by?: string;
}

const ended = (kind: string, reason: string): Pick<SomeRun, 'state' | 'outcome'> => ({
  state: 'ended',
  outcome: { kind, reason, detail: '' } as Outcome,
});

/** A morning at a company: a bit of everything. */
export const A_MORNING: readonly SomeRun[] = [
  {
    title: 'Totals are wrong when a discount is larger than the price',
    state: 'working',
    ago: 40_000,
    attempts: 1,
    costUsd: 0.21,
  },
  {
    title: 'Upgrade zod to version 4',
    repo: 'acme/api',
    state: 'queued',
    ago: 2 * MINUTE,
    attempts: 0,
    by: 'renovate[bot]',
  },
  {
    title: 'Retry uploads that fail with 503',
    repo: 'acme/api',
    state: 'watching',
    pr: 412,
    ago: 18 * MINUTE,
    attempts: 2,
    costUsd: 1.94,
  },
  {
    title: 'Search ignores accents',
    pr: 88,
    ...ended('pr_good', 'ci_green'),
    ago: 47 * MINUTE,
    attempts: 1,
    costUsd: 0.83,
  },
  {
    title: 'The invoice PDF cuts long addresses',
    pr: 87,
    ...ended('pr_closed', 'merged'),
    merged: 'merged',
    ago: 3 * HOUR,
    attempts: 2,
    costUsd: 2.4,
  },
  {
    title: 'Make the export stream instead of loading everything into memory',
    repo: 'acme/reporting',
    pr: 31,
    ...ended('pr_ci_red', 'repairs_spent'),
    ago: 5 * HOUR,
    attempts: 4,
    costUsd: 7.12,
  },
  { title: 'Allow several currencies', ...ended('no_pr', 'judge_veto'), ago: 7 * HOUR, attempts: 1, costUsd: 3.05 },
  {
    title: 'Publish images for arm64 too',
    repo: 'acme/platform-infrastructure',
    ...ended('no_pr', 'blocked'),
    ago: 9 * HOUR,
    attempts: 1,
    costUsd: 0.4,
  },
  {
    title: 'Sort the table of customers by last order',
    pr: 85,
    ...ended('pr_handed_over', 'person_pushed'),
    ago: 22 * HOUR,
    attempts: 1,
    costUsd: 0.62,
  },
  {
    title: 'Draft: move to the new payment API',
    repo: 'acme/api',
    pr: 409,
    ...ended('pr_handed_over', 'unverified'),
    ago: 26 * HOUR,
    attempts: 1,
    costUsd: 1.7,
  },
  {
    title: 'Dates in e-mails follow the customer’s time zone',
    pr: 84,
    ...ended('pr_closed', 'merged'),
    merged: 'reverted',
    ago: 3 * DAY,
    attempts: 3,
    costUsd: 4.81,
  },
  {
    title: 'Typo on the start page',
    repo: 'acme/website',
    pr: 9,
    ...ended('pr_closed', 'merged'),
    merged: 'reworked',
    ago: 6 * DAY,
    attempts: 1,
    costUsd: 0.12,
  },
  {
    title: 'Rewrite everything in Rust',
    repo: 'acme/website',
    ...ended('no_pr', 'cancelled'),
    ago: 45 * DAY,
    attempts: 0,
  },
];

/** Puts runs into a database; returns their ids. */
export async function someRuns(database: Database, runs: readonly SomeRun[] = A_MORNING): Promise<string[]> {
  const ids = [];
  for (const [index, run] of runs.entries()) ids.push(await add(database, run, 101 + index));
  return ids;
}

async function add(database: Database, run: SomeRun, issue: number): Promise<string> {
  const store = runStore(database);
  const [owner = '', name = ''] = (run.repo ?? 'acme/shop').split('/');
  const at = new Date(Date.now() - (run.ago ?? 0));
  const requestedBy = run.by ?? 'maria';
  const { title } = run;
  const { run: begun } = await store.create({
    repo: { owner, name, installationId: 1 },
    issue,
    trigger: { kind: 'label', key: `${owner}/${name}#${issue} ${Math.random()}` },
    task: {
      title,
      body: run.body ?? '',
      comments: [],
      request: null,
      requestedBy,
      requestedAt: at.toISOString(),
      hash: 'h',
    },
    branch: (id) => `fettle/${id}`,
  });
  const usage = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  const count = run.attempts ?? 1;
  for (let number = 1; number <= count; number += 1) {
    const spent = { turns: 3, usage, costUsd: (run.costUsd ?? 0) / count, ms: MINUTE };
    await store.startAttempt({ runId: begun.id, number, startSha: 'a'.repeat(40), feedback: [], spent });
  }
  await store.update(begun.id, {
    state: run.state ?? 'queued',
    ...(run.outcome === undefined ? {} : { outcome: run.outcome }),
    ...(run.pr === undefined ? {} : { prNumber: run.pr }),
  });
  const { pool } = database;
  await pool.query('UPDATE fettle.run SET created_at = $2 WHERE id = $1', [begun.id, at]);
  if (run.merged !== undefined)
    await pool.query(
      `INSERT INTO fettle.aftermath (run_id, state, merged_at, reverted_at, reworked_at) VALUES ($1, 'following', $2,
         CASE WHEN $3 = 'reverted' THEN $2::timestamptz END, CASE WHEN $3 = 'reworked' THEN $2::timestamptz END)
       ON CONFLICT (run_id) DO UPDATE SET merged_at = EXCLUDED.merged_at, reverted_at = EXCLUDED.reverted_at,
         reworked_at = EXCLUDED.reworked_at`,
      [begun.id, at, run.merged],
    );
  return begun.id;
}
