import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DeliveryTried, Glance, Watchable } from '../../src/github/types.ts';
import type { RunParts } from '../../src/runs/parts.ts';
import { failedOnes, redeliverFailed } from '../../src/runs/reconcile/lost-deliveries.ts';
import { lostLabels } from '../../src/runs/reconcile/lost-labels.ts';
import { lookAtOpenRuns } from '../../src/runs/reconcile/open-runs.ts';
import { type ReconcileStore, reconcileStore } from '../../src/runs/reconcile/reconcile-store.ts';
import { runStore } from '../../src/runs/store.ts';
import type { Run } from '../../src/runs/types.ts';
import type { RunStore } from '../../src/runs/run-store.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase, silent } from '../store/fresh-database.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let database: Database;
let store: ReconcileStore;
let runs: RunStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = reconcileStore(database);
  runs = runStore(database);
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE fettle.run, fettle.pass, fettle.redelivered CASCADE');
});
afterAll(async () => await database.close());

let issue = 0;
async function run(change: Partial<Run> = {}): Promise<Run> {
  issue += 1;
  const made = await runs.create({
    repo: { owner: 'acme', name: 'shop', installationId: 5 },
    issue,
    trigger: { kind: 'label', key: randomUUID() },
    task: {} as never,
    branch: () => `fettle/${issue}`,
  });
  return await runs.update(made.run.id, { state: 'watching', prNumber: issue + 1_000, ...change });
}
const due = async (now: number) => (await store.due(now, 5 * MINUTE, HOUR, 100)).map((it) => it.run.id);

test('while nothing changes the timer comes back after 5, 5, 10, 20, 40 and then every 60 minutes', async () => {
  const { id, updatedAt } = await run();
  const start = updatedAt.getTime();
  const looks: number[] = [];
  for (let at = 0; at <= 5 * HOUR; at += MINUTE) if ((await due(start + at)).includes(id)) looks.push(at / MINUTE);
  expect(looks).toEqual([5, 10, 20, 40, 80, 140, 200, 260]);
});

test('whatever changes a run makes the waits short again, and GitHub being away does not make them long', async () => {
  const { id } = await run();
  const start = Date.now();
  for (const minutes of [5, 10, 20, 40, 80]) await due(start + minutes * MINUTE + 1_000);
  expect(await due(start + 100 * MINUTE)).toEqual([]);
  await store.again([id]);
  expect(await due(start + 100 * MINUTE)).toEqual([id]);
  await database.pool.query('UPDATE fettle.run SET updated_at = $1', [new Date(start + 101 * MINUTE)]);
  expect(await due(start + 104 * MINUTE)).toEqual([]);
  expect(await due(start + 106 * MINUTE)).toEqual([id]);
});

test("two processes share the runs, and ended ones are nobody's", async () => {
  for (let n = 0; n < 20; n += 1) await run();
  await run({ state: 'ended' });
  const later = Date.now() + 6 * MINUTE;
  const both = await Promise.all([1, 2, 3].map(async () => await due(later)));
  expect(both.flat()).toHaveLength(20);
  expect(new Set(both.flat()).size).toBe(20);
});

const PENDING: Glance = { digest: 'same', pending: true, labels: [] };

/** One pass an interval later than the last, with what GitHub shows; returns the runs that were looked at. */
function timer(glances: (wanted: readonly Watchable[]) => (Glance | null)[]) {
  let now = Date.now();
  return async (show = glances): Promise<string[]> => {
    now += 2 * HOUR;
    const looked: string[] = [];
    const parts = {
      github: { glance: (_: number, wanted: readonly Watchable[]) => Promise.resolve().then(() => show(wanted)) },
      queue: { look: async (id: string) => void looked.push(id) },
      settings: { reconcileMs: 5 * MINUTE },
      now: () => now,
      log: silent,
    } as unknown as RunParts;
    await lookAtOpenRuns(parts, store);
    return looked;
  };
}

test('a run whose glance is the same sleeps while CI goes on or somebody holds it, and wakes for anything else', async () => {
  const { id } = await run();
  const pass = timer(() => [PENDING]);
  expect(await pass()).toEqual([id]); // nothing to compare with yet
  expect(await pass()).toEqual([]);
  expect(await pass(() => [{ ...PENDING, digest: 'other' }])).toEqual([id]);
  expect(await pass(() => [{ ...PENDING, digest: 'other' }])).toEqual([]);
  expect(await pass(() => [{ digest: 'done', pending: false, labels: [] }])).toEqual([id]);
  // Nothing is pending: should it wait for a time whose job was lost, this is what finds out.
  expect(await pass(() => [{ digest: 'done', pending: false, labels: [] }])).toEqual([id]);
  const held = { digest: 'held', pending: false, labels: ['fettle:hold'] };
  expect(await pass(() => [held])).toEqual([id]);
  expect(await pass(() => [held])).toEqual([]);
  expect(await pass(() => [null])).toEqual([id]);
});

test('runs at work are looked at without a glance; a GitHub that is away is asked again, and keeps nobody else', async () => {
  const working = await run({ state: 'working', prNumber: null });
  const waiting = await run();
  let asked: number[] = [];
  const pass = timer((wanted) => {
    asked = wanted.map((it) => it.pr);
    throw new Error('GitHub is away');
  });
  expect(await pass()).toEqual([working.id]);
  expect(asked).toEqual([waiting.prNumber]);
  expect((await pass(() => [PENDING])).toSorted()).toEqual([working.id, waiting.id].toSorted());
});

const tried = (guid: string, at: number, state: DeliveryTried['state']): DeliveryTried => ({
  id: `${guid}@${at}`,
  guid,
  at,
  state,
});

test('failed is what no try brought here and none is on its way with; the oldest first, by its last try', () => {
  const failed = failedOnes([
    tried('late', 9, 'failed'),
    tried('on its way', 8, 'pending'),
    tried('mended', 7, 'ok'),
    tried('twice', 6, 'failed'),
    tried('on its way', 5, 'failed'),
    tried('mended', 4, 'failed'),
    tried('twice', 3, 'failed'),
    tried('fine', 2, 'ok'),
  ]);
  expect(failed.map((it) => it.id)).toEqual(['twice@6', 'late@9']);
});

test('each failed delivery is sent again once, however often and from wherever the log is read', async () => {
  const now = Date.now();
  const again: string[] = [];
  const since: number[] = [];
  const parts = (log: DeliveryTried[], at: number) =>
    ({
      now: () => at,
      github: {
        deliveriesSince: async (from: number) => {
          since.push(from);
          return log;
        },
        redeliver: async (id: string) => again.push(id),
      },
    }) as unknown as RunParts;
  const turn = async (at: number) => await store.turn('deliveries', at, 5 * MINUTE);
  expect(await turn(now)).toEqual({ until: null });
  await redeliverFailed(parts([tried('a', now - 3, 'failed'), tried('b', now - 5, 'ok')], now), store, null);
  expect(await turn(now + MINUTE)).toBeNull(); // another process has just done it
  const mine = await turn(now + 6 * MINUTE);
  expect(mine).toEqual({ until: now });
  const log = [tried('a', now + 2, 'failed'), tried('c', now + 1, 'failed')];
  await redeliverFailed(parts(log, now + 6 * MINUTE), store, mine?.until ?? null);
  expect(again).toEqual([`a@${now - 3}`, `c@${now + 1}`]);
  expect(since).toEqual([now - HOUR, now - 10 * MINUTE]);
});

test('after a long outage they come back by the hundreds, not all at once', async () => {
  const now = Date.now();
  const log = Array.from({ length: 1_200 }, (_, i) => tried(`d${i}`, now - 1_200 + i, 'failed'));
  const again: string[] = [];
  const parts = {
    now: () => now,
    github: { deliveriesSince: async () => log, redeliver: async (id: string) => again.push(id) },
  } as unknown as RunParts;
  for (const expected of [500, 1_000, 1_200]) {
    const { rows } = await database.pool.query<{ until: Date | null }>(
      "SELECT until FROM fettle.pass WHERE name = 'deliveries'",
    );
    const until = rows[0]?.until ?? null;
    await store.turn('deliveries', now, 0);
    await redeliverFailed(parts, store, until?.getTime() ?? null);
    expect(new Set(again).size).toBe(expected);
  }
  expect(again).toHaveLength(1_200);
});

test('issues without an active run are told apart, names in any case', async () => {
  const { repo, issue: number } = await run();
  const ended = await run({ state: 'ended' });
  const asked = [number, ended.issue, 9_999].map((it) => ({ repo: { ...repo, name: 'SHOP' }, number: it }));
  expect((await store.withoutRun(asked)).map((it) => it.number)).toEqual([ended.issue, 9_999]);
  expect(await store.hasBegun(ended.trigger.key)).toBe(true);
  expect(await store.hasBegun('label:1')).toBe(false);
});

test('a label that began a run is not lost, also when its repository is found under another name', async () => {
  const { id } = await run();
  await database.pool.query("UPDATE fettle.run SET trigger_key = 'label:77' WHERE id = $1", [id]);
  const label = { eventId: 77, actor: { login: 'ann', isBot: false }, at: '2026-11-24T10:00:00Z', retitled: false };
  const found = {
    repo: { owner: 'acme', name: 'mall', installationId: 5 },
    number: 3,
    updatedAt: 'x',
    labels: ['fettle'],
  };
  const github = (eventId: number) => ({
    installations: async () => [{ id: 5, owner: 'acme' }],
    labelledIssues: async () => [found],
    isInstalled: async () => true,
    for: () => ({
      labelled: async () => ({ ...label, eventId }),
      issue: async () => ({ state: 'open', isPullRequest: false, title: 'T', body: 'B' }),
      issueEditedAt: async () => 0,
    }),
  });
  const settings = { label: 'fettle', bots: [], reconcileMs: 5 * MINUTE };
  const find = (eventId: number) =>
    lostLabels({ github: github(eventId), settings, now: Date.now } as unknown as RunParts, store)(null);
  expect(await find(77)).toEqual([]);
  expect(await find(78)).toMatchObject([{ kind: 'asked', by: 'ann', issue: 3, trigger: { key: 'label:78' } }]);
});

test('of an issue with both labels the one that began its run is known, and so the other one starts nothing', async () => {
  const { id } = await run();
  await database.pool.query("UPDATE fettle.run SET trigger_key = 'plan:91' WHERE id = $1", [id]);
  const found = { repo: { owner: 'acme', name: 'both', installationId: 5 }, number: 3, updatedAt: 'x' };
  const events: Record<string, number> = { fettle: 92, 'fettle:plan': 91 };
  const find = (labels: string[]) => {
    const github = {
      installations: async () => [{ id: 5, owner: 'acme' }],
      labelledIssues: async () => [{ ...found, labels }],
      isInstalled: async () => true,
      for: () => ({
        labelled: async (_issue: number, name: string) => ({
          eventId: events[name],
          actor: { login: 'ann', isBot: false },
          at: '2026-11-24T10:00:00Z',
          retitled: false,
        }),
        issue: async () => ({ state: 'open', isPullRequest: false, title: 'T', body: 'B' }),
        issueEditedAt: async () => 0,
      }),
    };
    const settings = { label: 'fettle', bots: [], reconcileMs: 5 * MINUTE };
    return lostLabels({ github, settings, now: Date.now } as unknown as RunParts, store)(null);
  };
  expect(await find(['fettle', 'Fettle:plan'])).toEqual([]);
  expect(await find(['fettle:plan'])).toEqual([]);
  expect(await find(['fettle'])).toMatchObject([{ trigger: { key: 'label:92' } }]);
  events['fettle:plan'] = 93;
  expect(await find(['Fettle:plan'])).toMatchObject([{ trigger: { key: 'plan:93' } }]);
});

test('a run that ended well can be watched again, with what it has spent, unless another one is at it', async () => {
  const headSha = 'c'.repeat(40);
  const good = await run({ headSha });
  await runs.spend(good.id, 'repair', null, 3, 'x');
  await runs.update(good.id, { state: 'ended', outcome: { kind: 'pr_good', reason: 'ci_green', detail: '' } });
  expect((await runs.reopenableBySha({ ...good.repo, owner: 'ACME' }, headSha)).map((it) => it.id)).toEqual([good.id]);
  expect(await runs.reopen(good.id)).toMatchObject({ id: good.id, state: 'watching', outcome: null });
  expect(await runs.spentOf(good.id, 'repair', null)).toBe(1);
  expect(await runs.reopen(good.id)).toBeNull();
  const red = await run();
  await runs.update(red.id, { state: 'ended', outcome: { kind: 'pr_ci_red', reason: 'gate', detail: '' } });
  expect(await runs.reopen(red.id)).toBeNull();
});

test('a renamed repository takes its runs along, but for one whose issue has another run there', async () => {
  const moving = await run();
  expect(await runs.move(moving.id, { owner: 'acme', name: 'mall' })).toBe(true);
  expect((await runs.get(moving.id))?.repo).toEqual({ ...moving.repo, name: 'mall' });
  const second = await runs.create({
    repo: moving.repo,
    issue: moving.issue,
    trigger: { kind: 'label', key: randomUUID() },
    task: {} as never,
    branch: () => 'x',
  });
  expect(await runs.move(second.run.id, { owner: 'acme', name: 'Mall' })).toBe(false);
});
