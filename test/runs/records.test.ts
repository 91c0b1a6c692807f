import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ModelReply } from '../../src/agent/types.ts';
import { makingOf, verifiersVersion } from '../../src/runs/making.ts';
import { runStore } from '../../src/runs/store.ts';
import type { Run } from '../../src/runs/types.ts';
import type { RunStore } from '../../src/runs/run-store.ts';
import type { Verdict } from '../../src/judge/types.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase } from '../store/fresh-database.ts';
import { gateReport } from './gate-reports.ts';

let database: Database;
let store: RunStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = runStore(database);
});
afterAll(async () => await database.close());

const repo = { owner: 'Octo', name: 'Repo', installationId: 1 };
const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
const spent = { turns: 0, usage, costUsd: 0, ms: 0 };
const task = { title: 't', body: '', comments: [], request: null, requestedBy: 'ann', requestedAt: '', hash: 'h' };
let issues = 0;

async function newRun(issue = (issues += 1)): Promise<Run> {
  const trigger = { kind: 'label' as const, key: randomUUID() };
  const { run } = await store.create({ repo, issue, trigger, task, branch: (id) => `fettle/${id}` });
  await store.startAttempt({ runId: run.id, number: 1, startSha: 'a'.repeat(40), feedback: [], spent });
  return run;
}

test('each gate of an attempt is kept, with the patch and what the judge said; the same round once', async () => {
  const { id } = await newRun();
  const reply: ModelReply = {
    content: [{ type: 'text', text: '{}' }],
    stopReason: 'end_turn',
    usage,
    costUsd: 1,
    model: 'j',
  };
  const round = { attempt: 1, report: gateReport('judge'), patch: Buffer.from('patch\0'), judgeReplies: [reply] };
  await store.recordRound(id, { ...round, round: 2, patch: null, judgeReplies: [] });
  await store.recordRound(id, { ...round, round: 1, patch: Buffer.from('first try') });
  await store.recordRound(id, { ...round, round: 1 });
  expect(await store.rounds(id)).toEqual([
    { ...round, round: 1 },
    { ...round, round: 2, patch: null, judgeReplies: [] },
  ]);
});

test('what an attempt was made with is noted again only where it changes', async () => {
  const { id } = await newRun();
  const making = makingOf({ agentModel: 'a', judgeModel: 'j', agentPrompt: 'Be good.' }, 'block', 'sha256:1');
  await store.noteMaking(id, 1, making);
  await store.noteMaking(id, 1, { ...making });
  await store.noteMaking(id, 1, { ...making, image: 'sha256:2' });
  expect((await store.makings(id, 1)).map(({ image }) => image)).toEqual(['sha256:1', 'sha256:2']);
  expect(making.verifiers).toBe(verifiersVersion());
  expect(making.agentPrompt).toMatch(/^[0-9a-f]{64}$/);
  expect(making.agentPrompt).not.toBe(makingOf({ agentModel: 'a', judgeModel: 'j' }, 'block', null).agentPrompt);
});

const verdict = {
  verdict: 'veto',
  criteria: {},
  objections: [],
  unrequested: [],
  model: 'j',
  promptHash: 'p',
} as unknown as Verdict;
const overrule = {
  attempt: 1,
  label: 'good',
  by: 'ann',
  why: 'I asked for it',
  tree: 't',
  verdict,
  key: 'comment:1',
} as const;

test('an overrule counts once, and the last one that calls the change good stands for it', async () => {
  const { id } = await newRun();
  expect(await store.overruledBy(id)).toBeNull();
  expect(await store.addOverrule(id, overrule)).toBe(true);
  expect(await store.addOverrule(id, overrule)).toBe(false);
  expect(await store.addOverrule(id, { ...overrule, label: 'bad', by: 'eve', key: 'comment:2' })).toBe(true);
  expect(await store.overruledBy(id)).toEqual({ by: 'ann', why: 'I asked for it' });
});

test('an overruled change goes on to be published: once, and not while another run is at it', async () => {
  const run = await newRun();
  const gate = { ...gateReport(null), passed: true };
  expect(await store.publishOverruled(run.id, 1, gate)).toBeNull();
  await store.requestCancel(run.id, 'The issue was closed.', 'closed');
  await store.update(run.id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'judge_veto', detail: '' } });
  const other = await newRun(run.issue);
  expect(await store.publishOverruled(run.id, 1, gate)).toBeNull();
  expect(await store.latestAttempt(run.id)).toMatchObject({ stage: 'agent', gate: null });
  await store.update(other.id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'gave_up', detail: '' } });
  const going = await store.publishOverruled(run.id, 1, gate);
  expect(going).toMatchObject({ state: 'working', outcome: null, cancel: null, cancelBy: null });
  expect(going?.resumedAt).toBeInstanceOf(Date);
  expect(await store.latestAttempt(run.id)).toMatchObject({ stage: 'publish', gate, tree: gate.tree });
  expect(await store.publishOverruled(run.id, 1, gate)).toBeNull();
  expect((await store.latestOf(repo, run.issue))?.id).toBe(other.id);
});
