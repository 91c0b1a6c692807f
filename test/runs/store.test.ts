import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Spent } from '../../src/agent/types.ts';
import { runStore } from '../../src/runs/store.ts';
import type { Outcome, Run, StoredTurn } from '../../src/runs/types.ts';
import type { RunStore } from '../../src/runs/run-store.ts';
import { connect } from '../../src/store/connect.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase, silent } from '../store/fresh-database.ts';

let database: Database;
let store: RunStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = runStore(database);
});
afterAll(async () => await database.close());

const repo = { owner: 'Octo', name: 'Repo', installationId: 5_000_000_000 };
const spent: Spent = { turns: 1, usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 }, costUsd: 0.5, ms: 6 };
const red: Outcome = { kind: 'no_pr', reason: 'verifier_red', detail: 'npm test' };
let lastIssue = 0;

/** Builder: a request nobody has made yet. */
function asked(change: Partial<{ issue: number; key: string; body: string }> = {}) {
  lastIssue += 1;
  const issue = change.issue ?? lastIssue;
  return {
    repo,
    issue,
    trigger: { kind: 'label' as const, key: change.key ?? `label:${randomUUID()}` },
    task: {
      title: 'Fix it',
      body: change.body ?? 'Please',
      comments: [],
      request: null,
      requestedBy: 'ann',
      requestedAt: '2026-11-24T00:00:00Z',
      hash: 'h',
    },
    branch: (id: string) => `fettle/${issue}-${id.slice(0, 4)}`,
  };
}
const newRun = async (): Promise<Run> => (await store.create(asked())).run;

test('a run comes back as it was stored, in every look-up, with its branch from its id', async () => {
  const { run, created } = await store.create(asked({ body: 'a\0b' }));
  expect(created).toBe(true);
  expect(run).toMatchObject({ repo, state: 'queued', outcome: null, prNumber: null, watched: null, cancel: null });
  expect(run.task.body).toBe('a\ufffdb');
  expect(run.branch).toBe(`fettle/${run.issue}-${run.id.slice(0, 4)}`);
  expect(run.createdAt).toBeInstanceOf(Date);
  const change = {
    state: 'watching',
    prNumber: 900_001,
    headSha: 'c'.repeat(40),
    statusCommentId: 4_000_000_000,
  } as const;
  const watching = await store.update(run.id, change);
  expect(watching).toEqual({ ...run, ...change, updatedAt: watching.updatedAt });
  const other = { ...repo, owner: 'OCTO' };
  expect(await store.get(run.id)).toEqual(watching);
  expect(await store.activeFor(other, run.issue)).toEqual(watching);
  expect(await store.activeFor(repo, 900_001)).toEqual(watching);
  expect(await store.activeByBranch(repo, run.branch)).toEqual([watching]);
  expect(await store.activeBySha(repo, 'c'.repeat(40))).toEqual([watching]);
  expect(await store.activeBySha({ ...repo, name: 'fork' }, 'c'.repeat(40))).toEqual([]);
  expect(await store.active()).toContainEqual(watching);
});

test('requests from several processes for one issue, or for one cause, start one run', async () => {
  const processes = [0, 1, 2, 3].map(() => connect(database.connectionString, silent));
  const [issue, key] = [50_001, `label:${randomUUID()}`];
  const requests = [
    ...processes.map(() => asked({ issue })),
    ...processes.map(() => asked({ issue, key })),
    ...processes.map(() => asked({ issue: 50_002, key })),
  ];
  const answers = await Promise.all(
    requests.map(async (it, at) => await runStore(processes[at % 4] as Database).create(it)),
  );
  // Another issue is never held up by this one; the shared cause may have gone to either.
  const created = answers.filter((it) => it.created).map((it) => it.run);
  expect(created.filter((run) => run.issue === issue)).toHaveLength(1);
  expect(created.filter((run) => run.trigger.key === key).length).toBeLessThanOrEqual(1);
  for (const { run } of answers) expect(created.map((it) => it.id)).toContain(run.id);
  await Promise.all(processes.map(async (it) => await it.close()));
});

test('an issue gets another run when the last has ended, but a cause never starts a second one', async () => {
  const first = asked();
  const { run } = await store.create(first);
  await store.update(run.id, { state: 'ended', outcome: red });
  expect(await store.activeFor(repo, run.issue)).toBeNull();
  expect(await store.create(first)).toEqual({ run: await store.get(run.id), created: false });
  expect((await store.create(asked({ issue: run.issue }))).created).toBe(true);
});

test('a pull request has one run at a time', async () => {
  const [first, second] = [await newRun(), await newRun()];
  await store.update(first.id, { prNumber: 900_002 });
  await expect(store.update(second.id, { prNumber: 900_002 })).rejects.toThrow(/run_active_pr/);
  await store.update(first.id, { state: 'ended', outcome: red });
  expect((await store.update(second.id, { prNumber: 900_002 })).prNumber).toBe(900_002);
  // The first one may not come back while the second is at it.
  expect(await store.resume(first.id, null)).toBeNull();
});

test('a run ends once: a worker that comes late changes neither state nor outcome', async () => {
  const run = await newRun();
  await store.update(run.id, { state: 'ended', outcome: red });
  await store.update(run.id, { state: 'watching', outcome: { kind: 'pr_good', reason: 'ci_green', detail: '' } });
  expect(await store.get(run.id)).toMatchObject({ state: 'ended', outcome: red });
  await store.requestCancel(run.id, 'too late', 'person');
  expect(await store.cancelled([run.id])).toEqual([]);
});

test('of the runs under way, those to be cancelled are told with the first reason', async () => {
  const [stays, goes] = [await newRun(), await newRun()];
  await store.requestCancel(goes.id, 'label removed', 'label');
  await store.requestCancel(goes.id, 'issue closed', 'closed');
  expect(await store.cancelled([stays.id, goes.id])).toEqual([{ id: goes.id, why: 'label removed' }]);
  expect(await store.get(goes.id)).toMatchObject({ cancel: 'label removed', cancelBy: 'label' });
});

test('an attempt keeps its turns in order, with what was spent and the tree after the last of them', async () => {
  const { id } = await newRun();
  const feedback = [{ source: 'ci' as const, headline: 'CI is red', items: [{ title: 't', body: '\ud83d half' }] }];
  const begun = { runId: id, number: 1, startSha: 'a'.repeat(40), feedback, spent };
  const attempt = await store.startAttempt(begun);
  expect(attempt).toMatchObject({ stage: 'agent', rounds: 0, spent, patch: null, tree: null, gate: null });
  const user: StoredTurn = { kind: 'user', message: { role: 'user', content: [{ type: 'text', text: 'go' }] } };
  const patch = Buffer.from([0, 1, 2, 255]);
  await store.recordTurn(id, 1, 1, user, { spent: { ...spent, turns: 2 }, patch, tree: 'tree' });
  await store.recordTurn(id, 1, 0, user, { spent: { ...spent, turns: 3 }, patch, tree: 'tree' });
  await store.updateAttempt(id, 1, { stage: 'gate', rounds: 2, summary: 'done\0' });
  const now = { ...attempt, spent: { ...spent, turns: 3 }, patch, tree: 'tree', stage: 'gate', rounds: 2 };
  expect(await store.latestAttempt(id)).toEqual({ ...now, summary: 'done\ufffd' });
  expect(await store.turns(id, 1)).toEqual([user, user]);
  // A worker that died after starting it starts it again, and finds it as far as it was.
  expect(await store.startAttempt(begun)).toEqual({ ...now, summary: 'done\ufffd' });
  await store.recordTurn(id, 1, 2, user, { spent, patch: null, tree: null });
  expect(await store.latestAttempt(id)).toMatchObject({ patch: null, tree: null });
  await store.startAttempt({ ...begun, number: 2 });
  expect((await store.attempts(id)).map((it) => it.number)).toEqual([1, 2]);
});

test('a turn that can not be stored leaves the tree as it was', async () => {
  const { id } = await newRun();
  await expect(
    store.recordTurn(
      id,
      7,
      0,
      { kind: 'user', message: { role: 'user', content: [] } },
      { spent, patch: null, tree: null },
    ),
  ).rejects.toThrow();
  await expect(store.updateAttempt(id, 7, { rounds: 1 })).rejects.toThrow('no attempt 7');
  await expect(store.update('nobody', { state: 'working' })).rejects.toThrow('no run nobody');
});

test('the timeline comes back in order', async () => {
  const { id: runId } = await newRun();
  const at = new Date('2026-11-24T10:00:00Z');
  const events = [
    { runId, at, attempt: 1, kind: 'tool' as const, text: 'ran npm test', data: { ms: 5 } },
    { runId, at, attempt: 1, kind: 'verify' as const, text: 'red' },
  ];
  for (const event of events) await store.addEvent(event);
  expect(await store.events(runId)).toEqual(events);
});

test('a budget is never overrun by many at once, and the same thing is never paid twice', async () => {
  const { id } = await newRun();
  const ask = async (key: string, head: string | null = null) => await store.spend(id, 'repair', head, 3, key);
  const counted = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(async (key) => [key, await ask(key)] as const));
  const paid = counted.filter(([, yes]) => yes).map(([key]) => key);
  expect(paid).toHaveLength(3);
  for (const key of paid) expect(await ask(key)).toBe(true);
  expect(await store.spentOf(id, 'repair', null)).toBe(3);
  expect(await store.spentOf(id, 'flake_rerun', null)).toBe(0);
});

test('a budget of a head is its own, and counts in that of the run', async () => {
  const { id } = await newRun();
  expect(await store.spend(id, 'flake_rerun', 'one', 1, 'x')).toBe(true);
  expect(await store.spend(id, 'flake_rerun', 'one', 1, 'y')).toBe(false);
  expect(await store.spend(id, 'flake_rerun', 'two', 1, 'y')).toBe(true);
  expect(await store.spentOf(id, 'flake_rerun', 'one')).toBe(1);
  expect(await store.spentOf(id, 'flake_rerun', null)).toBe(2);
});

test('what every webhook asks reads an index, however many runs have ended', async () => {
  await database.pool.query(
    `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, state, branch, head_sha, pr_number)
     SELECT 'old' || n, 'octo', 'repo', 1, n, 'label', 'old' || n, '{}', 'ended', 'fettle/' || n, 'c' || n, n
     FROM generate_series(1, 50000) AS n`,
  );
  await database.pool.query('ANALYZE fettle.run');
  const asks: [string, (it: RunStore) => Promise<unknown>][] = [
    ['activeFor', async (it) => await it.activeFor(repo, 7)],
    ['activeByBranch', async (it) => await it.activeByBranch(repo, 'fettle/7')],
    ['activeBySha', async (it) => await it.activeBySha(repo, 'c7')],
    ['active', async (it) => await it.active()],
    ['get', async (it) => await it.get('old7')],
    ['cancelled', async (it) => await it.cancelled(['old7'])],
    ['create', async (it) => await it.create({ ...asked({ issue: 60_000, key: 'old7' }) })],
  ];
  const scans: string[] = [];
  for (const [name, ask] of asks) {
    for (const plan of await plansOf(ask)) if (plan.includes('Seq Scan on run')) scans.push(`${name}: ${plan}`);
  }
  expect(scans).toEqual([]);
});

/** What PostgreSQL does for each statement that a call makes. */
async function plansOf(ask: (it: RunStore) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  const query = async (sql: string, values: unknown[]) => {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return await database.pool.query(sql, values);
  };
  await ask(runStore({ ...database, pool: { query } } as unknown as Database));
  expect(plans.length).toBeGreaterThan(0);
  return plans;
}
