import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { GitHub, PullAftermath, Watchable } from '../../../src/github/types.ts';
import type { AftermathRow } from '../../../src/runs/aftermath/aftermath-row.ts';
import { aftermathStore } from '../../../src/runs/aftermath/aftermath-store.ts';
import { FATE } from '../../../src/runs/aftermath/fate.ts';
import { follow } from '../../../src/runs/aftermath/follow.ts';
import { followRegularly } from '../../../src/runs/aftermath/follow-regularly.ts';
import type { RunParts } from '../../../src/runs/parts.ts';
import { reconcileStore } from '../../../src/runs/reconcile/reconcile-store.ts';
import type { RunStore } from '../../../src/runs/run-store.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Run } from '../../../src/runs/types.ts';
import { gitMirrors } from '../../../src/sandbox/mirror.ts';
import type { Database } from '../../../src/store/types.ts';
import { commitFiles, gitIn, makeRepository, temporaryFolder } from '../../sandbox/support.ts';
import { freshDatabase, silent } from '../../store/fresh-database.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const folder = temporaryFolder();
let database: Database;
let runs: RunStore;
let store: ReturnType<typeof aftermathStore>;
beforeAll(async () => {
  database = await freshDatabase();
  runs = runStore(database);
  store = aftermathStore(database);
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE fettle.run, fettle.pass CASCADE');
});
afterAll(async () => {
  await database.close();
  folder.remove();
});

let issue = 0;
async function ended(change: Partial<Run> = {}): Promise<Run> {
  issue += 1;
  const { run } = await runs.create({
    repo: { owner: 'acme', name: 'shop', installationId: 5 },
    issue,
    trigger: { kind: 'label', key: randomUUID() },
    task: {} as never,
    branch: () => `fettle/${issue}`,
  });
  await runs.startAttempt({ runId: run.id, number: 1, startSha: 'base', feedback: [], spent: {} as never });
  return await runs.update(run.id, {
    state: 'ended',
    outcome: { kind: 'pr_good', reason: 'ci_green', detail: '' },
    prNumber: issue + 1_000,
    ...change,
  });
}
async function rowOf({ id }: Run): Promise<Partial<AftermathRow> & { fate: string | null }> {
  const { rows } = await database.pool.query(
    `SELECT state, reverted_by AS "revertedBy", added_lines AS "addedLines", reworked_lines AS "reworkedLines", labels,
       look_at IS NULL AS settled, ${FATE} AS fate FROM fettle.aftermath a WHERE run_id = $1`,
    [id],
  );
  return rows[0];
}

const OPEN: PullAftermath = {
  repoName: 'acme/shop',
  merged: null,
  closedAt: null,
  headSha: 'head',
  commits: [],
  baseHead: null,
  labels: [],
  issueLabels: [],
  issueReopenedAt: null,
};

/** What GitHub shows, whose git is a repository on this machine, and what was said in timelines. */
function parts(
  show: (wanted: Watchable) => PullAftermath | null,
  more: { url?: string; now?: () => number; github?: Partial<GitHub>; followMs?: number } = {},
) {
  const said: string[] = [];
  const asked: number[] = [];
  const it = {
    store: runs,
    github: {
      aftermath: async (_installation: number, wanted: readonly Watchable[]) => {
        asked.push(wanted.length);
        return wanted.map(show);
      },
      for: () => ({ gitUrl: more.url ?? '/nowhere', gitToken: async () => null, ...more.github }),
    },
    mirrors: gitMirrors(join(folder.path, `mirrors-${issue}`)),
    settings: { followMs: more.followMs ?? 30 * DAY, reconcileMs: HOUR },
    status: {
      say: (_run: Run, _attempt: number, _kind: string, text: string) => said.push(text),
      flush: async () => {},
    },
    now: more.now ?? Date.now,
    log: silent,
  } as unknown as RunParts;
  return { it, said, asked };
}
const { signal } = new AbortController();
const pass = async (it: RunParts) => {
  await store.begin(it.now() - it.settings.followMs, it.now());
  await follow(it, store, signal);
};

test('an open pull request is asked for again within the hour, and one that was closed is not', async () => {
  const [open, closed] = [await ended(), await ended()];
  await ended({ prNumber: null });
  let now = Date.now();
  const { it, said, asked } = parts(({ pr }) => (pr === closed.prNumber ? { ...OPEN, closedAt: now } : OPEN), {
    now: () => now,
  });
  await pass(it);
  await pass(it);
  now += 2 * HOUR;
  await pass(it);
  expect(asked).toEqual([2, 1]);
  expect(await rowOf(open)).toMatchObject({ state: 'open', settled: false, fate: null });
  expect(await rowOf(closed)).toMatchObject({ state: 'settled', settled: true, fate: 'closed' });
  expect(said).toEqual([`#${closed.prNumber} was closed without a merge`]);
  await runs.lookAfter(closed.repo, [closed.prNumber as number]);
  await follow(parts(() => OPEN).it, store, signal);
  expect(await rowOf(closed)).toMatchObject({ state: 'open', fate: null });
});

test('a merged change is followed until its time is over, and what the app can not see any more is given up then', async () => {
  const at = makeRepository(`${folder.path}/shop`, { 'a.js': 'let a = 1;\n' });
  const sha = commitFiles(at, { 'b.js': 'let b = 1;\nlet c = 2;\n' }, 'Ours');
  const [run, gone] = [await ended(), await ended()];
  await runs.updateAttempt(run.id, 1, { commitSha: sha });
  let now = Date.now();
  const merged: PullAftermath = {
    ...OPEN,
    merged: { at: now, sha },
    commits: [{ sha, headline: 'Ours', authoredAt: 0, parents: 1 }],
    baseHead: sha,
  };
  const { it, said } = parts(({ pr }) => (pr === run.prNumber ? merged : null), { url: at, now: () => now });
  await pass(it);
  expect(await rowOf(run)).toMatchObject({ state: 'following', addedLines: 2, fate: null });
  now += 31 * DAY;
  await follow(it, store, signal);
  expect(await rowOf(run)).toMatchObject({ state: 'settled', settled: true, fate: 'standing' });
  expect(await rowOf(gone)).toMatchObject({ state: 'open', settled: true, fate: null });
  expect(said).toEqual([`#${run.prNumber} was merged`]);
});

test('lines are not counted where people pushed to the branch, nor where the history can not be read', async () => {
  const at = makeRepository(`${folder.path}/theirs`, { 'a.js': 'let a = 1;\n' });
  const sha = commitFiles(at, { 'b.js': 'let b = 1;\nlet c = 2;\n' }, 'Theirs');
  gitIn(at, 'revert', '--no-edit', sha);
  const head = gitIn(at, 'rev-parse', 'HEAD');
  const [theirs, unread] = [await ended(), await ended()];
  const commits = [{ sha, headline: 'Theirs', authoredAt: 0, parents: 1 }];
  const show = ({ pr }: Watchable): PullAftermath => {
    const merge = pr === theirs.prNumber ? sha : 'f'.repeat(40);
    return { ...OPEN, merged: { at: Date.now() - 29 * DAY, sha: merge }, commits, baseHead: head };
  };
  await pass(parts(show, { url: at }).it);
  const nothing = { state: 'following', addedLines: null, reworkedLines: 0 };
  expect(await rowOf(theirs)).toMatchObject({ ...nothing, revertedBy: `commit:${head}`, fate: 'reverted' });
  expect(await rowOf(unread)).toMatchObject({ ...nothing, revertedBy: null });
  await runs.lookAfter(unread.repo, [unread.issue]);
  await follow(parts(show, { url: at, now: () => Date.now() + 2 * DAY }).it, store, signal);
  expect(await rowOf(unread)).toMatchObject({ state: 'settled', fate: null });
});

test('a label counts while it is on, by people who may write alone, the later one where there are two', async () => {
  const run = await ended();
  const who: Record<string, string> = { 'fettle:good': 'maria', 'fettle:wrong': 'otto' };
  const may: Record<string, string> = { maria: 'write', otto: 'triage' };
  const github = {
    labelled: async (_number: number, label: string) => {
      const actor = { login: who[label] ?? '', isBot: false };
      return { eventId: label.length, actor, at: `2026-11-0${label.length - 9}T00:00:00Z`, retitled: false };
    },
    permission: async (login: string) => may[login] ?? 'none',
  } as Partial<GitHub>;
  const words = async () =>
    (await database.pool.query("SELECT label, by, attempt FROM fettle.label WHERE kind = 'label' ORDER BY id")).rows;
  const look = async (labels: string[]) => {
    await runs.lookAfter(run.repo, [run.issue]);
    await pass(parts(() => ({ ...OPEN, issueLabels: labels }), { github }).it);
    return await words();
  };
  expect(await look(['bug', 'Fettle:Good', 'fettle:wrong'])).toEqual([{ label: 'good', by: 'maria', attempt: 1 }]);
  expect(await look(['fettle:good'])).toHaveLength(1);
  may.otto = 'admin';
  expect((await look(['fettle:wrong', 'fettle:good'])).map(({ label }) => label)).toEqual(['good', 'bad']);
  expect((await rowOf(run)).labels).toEqual(['fettle:good', 'fettle:wrong']);
  expect(await look([])).toEqual([]);
});

test('two processes share the rows, and an error of GitHub leaves them for the next hour', async () => {
  for (let n = 0; n < 5; n += 1) await ended();
  const now = Date.now();
  await store.begin(now - DAY, now + 1_000);
  const both = await Promise.all([store.due(now + 2_000, 3), store.due(now + 2_000, 3)]);
  expect(new Set(both.flat().map(({ run }) => run.id)).size).toBe(5);
  expect(await store.due(now + 2_000, 9)).toEqual([]);
  const { it } = parts(() => {
    throw new Error('GitHub is away');
  });
  await follow({ ...it, now: () => now + 2 * HOUR }, store, signal);
  expect(await store.due(now + 4 * HOUR, 9)).toHaveLength(5);
});

test('runs that ended before anything was followed are taken in, spread over a day, and none at all where the time is 0', async () => {
  const [fresh, old, older] = [await ended(), await ended(), await ended()];
  const back = async ({ id }: Run, days: number) =>
    await database.pool.query(`UPDATE fettle.run SET updated_at = now() - $2 * interval '1 day' WHERE id = $1`, [
      id,
      days,
    ]);
  await back(old, 10);
  await back(older, 31);
  followRegularly(parts(() => OPEN, { followMs: 0 }).it, store, reconcileStore(database))();
  const { it, asked } = parts(() => OPEN);
  const stop = followRegularly(it, store, reconcileStore(database));
  while (asked.length === 0) await new Promise((done) => setTimeout(done, 10));
  stop();
  expect(await rowOf(fresh)).toBeDefined();
  expect(await rowOf(old)).toBeDefined();
  expect(await rowOf(older)).toBeUndefined();
});
