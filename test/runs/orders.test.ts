import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { carryOut, type Ordered } from '../../src/runs/orders.ts';
import type { RunParts } from '../../src/runs/parts.ts';
import { StatusBoard } from '../../src/runs/status.ts';
import type { RunStore } from '../../src/runs/run-store.ts';
import { runStore } from '../../src/runs/store.ts';
import type { Order, Run } from '../../src/runs/types.ts';
import type { Database } from '../../src/store/types.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { freshDatabase, silent } from '../store/fresh-database.ts';

let database: Database;
let store: RunStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = runStore(database);
});
afterAll(async () => await database.close());

/** GitHub, as far as orders ask it: who may write, and the labels of one issue. */
let labels: Set<string>;
let looked: string[];
let status: StatusBoard;
let parts: RunParts;
beforeEach(() => {
  labels = new Set();
  looked = [];
  const github = {
    permission: async (login: string) => (login === 'maria' ? 'write' : 'read'),
    issue: async () => ({ labels: [...labels], state: 'open' }),
    addLabels: async (_: number, names: string[]) => {
      labels = new Set([...labels, ...names]);
    },
    removeLabel: async (_: number, name: string) => void labels.delete(name),
    upsertComment: async () => 7,
    comments: async () => [],
  };
  const redact = createRedactor(['hunter2hunter2']);
  const app = { for: () => github } as never;
  status = new StatusBoard({ store, github: app, redact, log: silent, now: Date.now });
  const queue = { look: async (id: string) => void looked.push(id) };
  parts = { store, status, github: app, queue, redact, log: silent, now: Date.now } as never;
});

let issue = 0;
async function newRun(): Promise<Run> {
  issue += 1;
  const repo = { owner: 'acme', name: 'shop', installationId: 5 };
  const trigger = { kind: 'label' as const, key: randomUUID() };
  return (await store.create({ repo, issue, trigger, task: {} as never, branch: () => `fettle/${issue}` })).run;
}

const ordered = ({ id: runId }: Run, order: Order, by: string | null = 'maria'): Ordered => ({
  kind: 'ordered',
  id: randomUUID(),
  runId,
  order,
  by,
});
/** Carries it out and returns what the timeline then says. */
async function after(run: Run, order: Ordered): Promise<string[]> {
  await carryOut(order, parts);
  await status.close();
  return (await store.events(run.id)).map(({ text }) => text);
}

test('an order that comes twice is carried out once', async () => {
  const run = await newRun();
  const hold = ordered(run, { what: 'hold' });
  expect(await after(run, hold)).toEqual(['maria put it on hold on the dashboard']);
  labels.clear();
  expect(await after(run, hold)).toHaveLength(1);
  expect(labels).toEqual(new Set());
  expect(looked).toEqual([run.id]);
});

test('a hold is a label that others see, and a release takes it off again', async () => {
  const run = await newRun();
  await after(run, ordered(run, { what: 'hold' }, null));
  expect(labels).toEqual(new Set(['fettle:hold']));
  expect((await store.get(run.id))?.held).toBe(true);
  const said = await after(run, ordered(run, { what: 'release' }));
  expect(said).toEqual(['The operator put it on hold at a terminal', 'maria let it continue on the dashboard']);
  expect(labels).toEqual(new Set());
  expect((await store.get(run.id))?.held).toBe(false);
});

test('what somebody may not do is not done, and said', async () => {
  const run = await newRun();
  const said = await after(run, ordered(run, { what: 'cancel' }, 'otto'));
  expect(said).toEqual(['otto wanted to cancel it on the dashboard: they may not write to the repository']);
  expect((await store.get(run.id))?.cancel).toBeNull();
  expect(looked).toEqual([]);
});

test('a run at work is not tried again, and one that has ended is not held', async () => {
  const run = await newRun();
  expect(await after(run, ordered(run, { what: 'retry' }))).toEqual([
    'maria wanted to have another try on the dashboard: the run has not ended',
  ]);
  await store.update(run.id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'infra', detail: '' } });
  expect((await after(run, ordered(run, { what: 'hold' }))).at(-1)).toBe(
    'maria wanted to hold it on the dashboard: the run has ended',
  );
});

test('whether a change is pushed is answered by its key: yes once, no by ending the run', async () => {
  const run = await newRun();
  const key = `push:${'a'.repeat(40)}`;
  await store.askedIn(run.id, key, 3);
  const answer = { what: 'answer', request: key, words: '' } as const;
  await after(run, ordered(run, { ...answer, verdict: 'allow' }));
  expect((await store.question(run.id, key))?.answeredBy).toBe('maria');
  const said = await after(run, ordered(run, { ...answer, verdict: 'deny' }));
  expect(said.at(-1)).toBe('maria wanted to answer a question on the dashboard: it was answered before');

  const other = await newRun();
  await store.askedIn(other.id, key, 4);
  await after(other, ordered(other, { ...answer, verdict: 'deny', words: 'it prints hunter2hunter2' }));
  const cancelled = await store.get(other.id);
  expect(cancelled?.cancel).toContain('maria does not want it pushed: it prints');
  expect(cancelled?.cancel).not.toContain('hunter2');
  expect(looked).toEqual([run.id, other.id]);
});

test('a question is answered by words, not by a button alone', async () => {
  const run = await newRun();
  await store.addRequest(run.id, 'q', { kind: 'question', name: 'question', why: 'Which sum?' }, null);
  const answer = { what: 'answer', request: 'q', verdict: 'allow' } as const;
  expect(await after(run, ordered(run, { ...answer, words: ' ' }))).toEqual([
    'maria wanted to answer a question on the dashboard: there was no answer in it',
  ]);
  const [open] = await store.requests(run.id);
  expect(open?.answer).toBeNull();
  expect(looked).toEqual([]);
});

test('a question that nobody asked, and a run that is not there, change nothing', async () => {
  const run = await newRun();
  const answer = { what: 'answer', request: 'x', verdict: 'allow', words: '' } as const;
  expect(await after(run, ordered(run, answer))).toEqual([
    'maria wanted to answer a question on the dashboard: the run does not ask that',
  ]);
  await carryOut({ ...ordered(run, answer), runId: 'gone' }, parts);
});

test('a plan that waits is agreed to, with words or without, or dropped; the first word counts', async () => {
  const proposal = { willChange: ['x'], willNotChange: [], verification: ['y'], unclear: [], size: 'small' as const };
  const planned = async () => {
    const run = await newRun();
    await store.beginPlan(run.id, 'label');
    await store.keepProposal(run.id, { proposal, checks: [], estimate: null });
    return run;
  };
  const say = (verdict: 'allow' | 'deny', words = ''): Order => ({ what: 'answer', request: 'plan', verdict, words });
  const run = await planned();
  expect((await after(run, ordered(run, say('allow'))))[0]).toContain('has posted no plan');
  await store.planPosted(run.id, 'The plan', 7);
  await after(run, ordered(run, say('allow', 'mind hunter2hunter2'), null));
  expect((await store.planOf(run.id))?.agreed).toMatchObject({ text: 'The plan', by: null, how: 'answer' });
  expect((await store.planOf(run.id))?.agreed?.words).not.toContain('hunter2');
  expect((await after(run, ordered(run, say('deny')))).at(-1)).toContain('it was answered before');
  expect(looked).toEqual([run.id]);

  const other = await planned();
  await store.planPosted(other.id, 'The plan', 8);
  await after(other, ordered(other, say('deny', 'too large')));
  expect((await store.get(other.id))?.cancel).toContain('maria does not want this plan: too large');
});
