import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NOTHING_SPENT } from '../../../src/agent/budget.ts';
import { heard } from '../../../src/runs/plan/heard.ts';
import type { RunParts } from '../../../src/runs/parts.ts';
import type { RunStore } from '../../../src/runs/run-store.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { FettleEvent, NoPrReason, Run } from '../../../src/runs/types.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';

let database: Database;
let store: RunStore;
let issue = 0;
beforeAll(async () => {
  database = await freshDatabase();
  store = runStore(database);
});
afterAll(async () => await database.close());

const proposal = { willChange: ['x'], willNotChange: [], verification: ['y'], unclear: [], size: 'small' as const };
const agreed = { text: 'The plan', by: 'ann', how: 'go' as const, words: '', commentId: 9, at: '2026-11-24T10:00:00Z' };

async function newRun(name: string): Promise<Run> {
  issue += 1;
  const task = { title: 'T', body: '', comments: [], request: null, requestedBy: 'ann', requestedAt: '', hash: 'h' };
  const repo = { owner: 'acme', name, installationId: 1 };
  const trigger = { kind: 'label' as const, key: randomUUID() };
  return (await store.create({ repo, issue, trigger, task, branch: (id) => id })).run;
}

/** A run that has ended, after it had planned for a dollar and worked for so much. */
async function cost(name: string, costUsd: number, reason: NoPrReason = 'gave_up'): Promise<void> {
  const { id } = await newRun(name);
  const startSha = 'a'.repeat(40);
  await store.startAttempt({ runId: id, number: 0, startSha, feedback: [], spent: { ...NOTHING_SPENT, costUsd: 1 } });
  await store.startAttempt({ runId: id, number: 1, startSha, feedback: [], spent: { ...NOTHING_SPENT, costUsd } });
  await store.update(id, { state: 'ended', outcome: { kind: 'no_pr', reason, detail: '' } });
}

test('a plan is kept step by step, and the first word counts', async () => {
  const { id } = await newRun('steps');
  expect(await store.planOf(id)).toBeNull();
  await store.beginPlan(id, 'label');
  await store.beginPlan(id, 'operator');
  await store.keepProposal(id, { proposal, checks: ['npm:test'], estimate: null });
  await store.planPosted(id, 'The plan', 7);
  await store.planPosted(id, 'Another', 8);
  const kept = { wantedBy: 'label', proposal, checks: ['npm:test'], estimate: null, text: 'The plan', commentId: 7 };
  expect(await store.planOf(id)).toEqual({ ...kept, postedAt: expect.any(Date), agreed: null });
  expect(await store.agree(id, agreed)).toEqual(agreed);
  expect(await store.agree(id, { ...agreed, by: 'bob' })).toEqual(agreed);
});

test("what runs cost is the repository's where it has had enough of them, planning and what was cut short left out", async () => {
  const repo = { owner: 'Acme', name: 'Figures', installationId: 1 };
  expect(await store.costsLikely({ ...repo, owner: 'nobody' })).toBeNull();
  for (const usd of [0.1, 0.2, 0.3, 0.4]) await cost('figures', usd);
  await cost('figures', 99, 'cancelled');
  await cost('other', 1.5);
  expect(await store.costsLikely(repo)).toMatchObject({ of: 'owner', runs: 5, medianUsd: 0.3 });
  await cost('figures', 0.5);
  const own = await store.costsLikely(repo);
  expect(own).toMatchObject({ of: 'repository', runs: 5, medianUsd: 0.3 });
  expect(own?.p90Usd).toBeCloseTo(0.46);
});

test('words to a plan that waits, or that have answered one, ask for no run of their own', async () => {
  const { id, repo, issue: number } = await newRun('heard');
  const looked: string[] = [];
  const queue = { look: async (runId: string) => void looked.push(runId) };
  const said = (commentId: number) => {
    const trigger = { kind: 'command' as const, key: `comment:${commentId}` };
    const event = { kind: 'asked', repo, issue: number, trigger, commentId } as Extract<FettleEvent, { kind: 'asked' }>;
    return heard(event, { store, queue } as unknown as RunParts);
  };
  expect(await said(9)).toBe(false);
  await store.beginPlan(id, 'label');
  await store.keepProposal(id, { proposal, checks: [], estimate: null });
  expect(await said(9)).toBe(false);
  await store.planPosted(id, 'The plan', 7);
  expect(await said(9)).toBe(true);
  expect(looked).toEqual([id]);
  await store.agree(id, agreed);
  await store.update(id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'gave_up', detail: '' } });
  expect([await said(9), await said(10)]).toEqual([true, false]);
});
