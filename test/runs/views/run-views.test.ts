import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { needsHuman } from '../../../src/runs/needs-human.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Outcome, Run } from '../../../src/runs/types.ts';
import { runViews } from '../../../src/runs/views/run-views.ts';
import type { RunQuery } from '../../../src/runs/views/types.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.close());

let lastIssue = 0;

/** A run of a repository, ended or not. Each repository is one test's own. */
async function run(repo: string, title: string, outcome: Outcome | null = null, issue = (lastIssue += 1)) {
  const [owner = '', name = ''] = repo.split('/');
  const store = runStore(database);
  const task = { title, body: '', comments: [], request: null, requestedBy: 'ann', requestedAt: '', hash: 'h' };
  const { run: begun } = await store.create({
    repo: { owner, name, installationId: 1 },
    issue,
    trigger: { kind: 'label', key: `${repo} ${(lastIssue += 1)}` },
    task,
    branch: (id) => id,
  });
  return outcome === null ? begun : await store.update(begun.id, { state: 'ended', outcome });
}

const red: Outcome = { kind: 'pr_ci_red', reason: 'flaky', detail: '' };
const green: Outcome = { kind: 'pr_good', reason: 'ci_green', detail: '' };

async function titles(repos: string[] | null, query: Partial<RunQuery> = {}): Promise<string[]> {
  const { runs } = await runViews(database).list({ repos }, { limit: 50, ...query });
  return runs.map((line) => line.title);
}

test('the newest come first, and only what is in sight', async () => {
  await run('Sight/One', 'first');
  await run('sight/two', 'second');
  await run('Sight/One', 'third');
  expect(await titles(['sight/one', 'sight/none'])).toEqual(['third', 'first']);
  expect(await titles(['sight/one'], { repo: 'sight/two' })).toEqual([]);
  expect(await titles([])).toEqual([]);
  expect((await titles(null)).slice(0, 3)).toEqual(['third', 'second', 'first']);
});

test('a line says what a run was asked, came to and cost', async () => {
  const { id } = await run('Line/Repo', 'Fix it', red, 7);
  const spent = { turns: 1, usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 }, costUsd: 0.5, ms: 6 };
  for (const number of [1, 2])
    await runStore(database).startAttempt({ runId: id, number, startSha: 'a', feedback: [], spent });
  await database.pool.query(`INSERT INTO fettle.aftermath (run_id, merged_at, reverted_at) VALUES ($1, now(), now())`, [
    id,
  ]);
  const { runs, next } = await runViews(database).list({ repos: ['line/repo'] }, { limit: 1 });
  expect(next).toBeNull();
  expect(runs).toEqual([
    {
      id,
      owner: 'Line',
      name: 'Repo',
      issue: 7,
      prNumber: null,
      title: 'Fix it',
      requestedBy: 'ann',
      state: 'ended',
      outcome: red,
      needsPerson: true,
      attempts: 2,
      costUsd: 1,
      merged: 'reverted',
      createdAt: expect.any(Date),
      endedAt: expect.any(Date),
    },
  ]);
});

test('pages follow each other without a gap, also within one moment', async () => {
  const sight = { repos: ['pages/repo'] };
  for (const title of ['a', 'b', 'c', 'd', 'e']) await run('pages/repo', title);
  await database.pool.query(`UPDATE fettle.run SET created_at = '2026-01-01 00:00:00.123456+00' WHERE owner = 'pages'`);
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { runs: { title: string }[]; next: string | null } = await runViews(database).list(sight, {
      limit: 2,
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...page.runs.map(({ title }) => title));
    cursor = page.next;
  } while (cursor !== null);
  expect(found.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test.each(['', 'x', Buffer.from("2026-01-01 00:00:00+00 ';").toString('base64url')])(
  'what is no cursor is refused: %j',
  async (cursor) => {
    await expect(titles(null, { cursor })).rejects.toThrow(UserError);
  },
);

test('filters hold together', async () => {
  const sight = ['filter/repo'];
  await run('filter/repo', 'open');
  await run('filter/repo', 'red', red);
  await run('filter/repo', 'green', green);
  expect(await titles(sight, { state: 'open' })).toEqual(['open']);
  expect(await titles(sight, { state: 'ended' })).toEqual(['green', 'red']);
  expect(await titles(sight, { outcome: 'pr_ci_red' })).toEqual(['red']);
  expect(await titles(sight, { reason: 'ci_green', repo: 'Filter/Repo' })).toEqual(['green']);
  expect(await titles(sight, { reason: 'ci_green', outcome: 'pr_ci_red' })).toEqual([]);
  expect(await titles(sight, { since: new Date(Date.now() + 60_000) })).toEqual([]);
});

describe('a search', () => {
  const sight = ['search/shop', 'search/other'];
  let shop: Run;
  beforeAll(async () => {
    shop = await run('search/shop', 'Fix foo_bar-baz in v1.2.3, äpfel', null, 4711);
    await run('search/other', 'Add a button', null, 12);
  });

  test.each([
    ['fix', 1],
    ['FIX foo', 1],
    ['bar', 1],
    ['foo_bar', 1],
    ['v1.2', 1],
    ['äpf', 1],
    ['fix button', 0],
    ['#4711', 1],
    ['#47', 0],
    ['search/shop', 1],
    ['search/s', 1],
    ['search/', 2],
    ['Search/Shop fix', 1],
    ['%', 2],
    ["'; DROP TABLE fettle.run; --", 0],
    ["' ! & | ( <-> :*", 2],
    ['\\ \0', 2],
    ['s%h/%', 0],
    ['search_/', 0],
  ])('for %j finds %i', async (text, count) => {
    expect(await titles(sight, { text })).toHaveLength(count);
  });

  test('finds a run by the beginning of its id', async () => {
    expect(await titles(sight, { text: shop.id.slice(0, 8) })).toEqual([shop.task.title]);
  });
});

test('a person is needed by what asks, by what is held and by endings that somebody must look at', async () => {
  const sight = ['needs/repo'];
  const store = runStore(database);
  await run('needs/repo', 'nothing');
  await store.hold((await run('needs/repo', 'held')).id, true);
  await store.askedIn((await run('needs/repo', 'asks')).id, 'key', 1);
  const { id } = await run('needs/repo', 'asked');
  await store.askedIn(id, 'key', 1);
  await store.answered(id, 'key', 'ann');
  await run('needs/repo', 'red', red);
  await run('needs/repo', 'green', green);
  expect(await titles(sight, { needsPerson: true })).toEqual(['red', 'asks', 'held']);
  expect(await titles(sight, { needsPerson: false })).toEqual(['green', 'asked', 'nothing']);
});

test('endings need somebody in the database as in the code', async () => {
  const outcomes = [
    ...['cancelled', 'judge_veto'].map((reason) => ({ kind: 'no_pr', reason, detail: '' }) as Outcome),
    ...['cancelled', 'person_pushed', 'hold'].map(
      (reason) => ({ kind: 'pr_handed_over', reason, detail: '' }) as Outcome,
    ),
    { kind: 'pr_closed', reason: 'unmerged', detail: '' } as const,
    red,
    green,
  ];
  for (const outcome of outcomes) await run('endings/repo', 'ended', outcome);
  const { runs } = await runViews(database).list({ repos: ['endings/repo'] }, { limit: 50 });
  expect(runs.map((line) => line.needsPerson)).toEqual(runs.map((line) => needsHuman(line.outcome as Outcome)));
  expect(runs.filter((line) => line.needsPerson)).toHaveLength(3);
});

test('repositories come with what their runs came to, the most recently used first', async () => {
  const repositories = async (text?: string, repos: string[] | null = ['repos/one', 'repos/two']) =>
    await runViews(database).repositories({ repos }, { limit: 10, ...(text === undefined ? {} : { text }) });
  await run('Repos/One', 'a', { kind: 'pr_closed', reason: 'merged', detail: '' });
  await run('repos/two', 'b');
  const { createdAt } = await run('Repos/One', 'c');
  expect(await repositories()).toEqual([
    { owner: 'Repos', name: 'One', runs: 2, open: 1, merged: 1, costUsd: 0, lastRunAt: createdAt },
    { owner: 'repos', name: 'two', runs: 1, open: 1, merged: 0, costUsd: 0, lastRunAt: expect.any(Date) },
  ]);
  expect((await repositories('TWO')).map(({ name }) => name)).toEqual(['two']);
  expect(await repositories(undefined, [])).toEqual([]);
});
