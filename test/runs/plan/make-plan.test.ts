import { expect, test } from '@jest/globals';
import { NOTHING_SPENT } from '../../../src/agent/budget.ts';
import { userMessage } from '../../../src/agent/conversation.ts';
import type { ContentBlock, ModelReply, ModelRequest } from '../../../src/agent/types.ts';
import type { Workshop } from '../../../src/runs/change.ts';
import { makePlan, type PlanJob } from '../../../src/runs/plan/make-plan.ts';
import type { StoredTurn } from '../../../src/runs/types.ts';

const PLAN = { will_change: ['sum adds'], verification: ['npm test'], size: 'small' };
const PROPOSAL = {
  willChange: ['sum adds'],
  willNotChange: [],
  verification: ['npm test'],
  unclear: [],
  size: 'small',
};

const call = (name: string, input: unknown): ContentBlock => ({ type: 'tool_use', id: name, name, input });
const said = (text: string): ContentBlock => ({ type: 'text', text });

/** A planning session whose model says this, in order; the sandbox holds nothing. */
function session(lines: ContentBlock[], before: StoredTurn[] = []) {
  const asked: ModelRequest[] = [];
  const stored: StoredTurn[] = [...before];
  const files = { readFile: async () => null, run: async () => ({ exitCode: 1, stdout: Buffer.alloc(0) }) };
  const sandboxes = {
    within: () => sandboxes,
    check: async () => ({ status: 'ready', imageId: 'sha256:1' }),
    open: async () => ({ ...files, close: async () => undefined }),
  };
  const workshop = {
    sandboxes,
    model: {
      ask: async (request: ModelRequest): Promise<ModelReply> => {
        asked.push(request);
        const line = lines.shift();
        if (line === undefined) throw new Error('the model has no more lines');
        const stopReason = line.type === 'tool_use' ? 'tool_use' : 'end_turn';
        const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
        return { content: [line], stopReason, usage, costUsd: 0.01, model: 'm' };
      },
    },
    agentModel: 'm',
    judgeModel: 'm',
    maxTurns: 10,
    maxCostUsd: 1,
    maxMs: 60_000,
  } as unknown as Workshop;
  const job = {
    runId: 'r',
    repo: 'acme/shop',
    task: { title: 'sum', body: '', comments: [], request: null, requestedBy: 'ann', requestedAt: '', hash: '' },
    mirror: { treeOf: async () => 'tree', archive: async () => null },
    baseSha: 'base',
    facts: ['these checks run'],
    memory: {
      stored: before,
      spent: NOTHING_SPENT,
      rounds: 0,
      patch: null,
      record: async (it: StoredTurn) => void stored.push(it),
    },
    requests: {
      ask: async () => ({ kind: 'later', key: 'q' }),
      answer: async () => userMessage('The answer is: add.'),
    },
    signal: new AbortController().signal,
    say: () => undefined,
  } as unknown as PlanJob;
  return { make: () => makePlan(job, workshop), asked, stored };
}
const textsOf = (request: ModelRequest | undefined) => JSON.stringify(request?.messages);

test('the agent has tools that only look, and hands in a plan', async () => {
  const { make, asked } = session([call('read', { path: 'src/sum.js' }), call('plan', PLAN)]);
  expect(await make()).toMatchObject({ kind: 'planned', proposal: PROPOSAL, spent: { turns: 2, costUsd: 0.02 } });
  const tools = asked[0]?.tools?.map((tool) => (tool as { name: string }).name);
  expect(tools).toEqual(['read', 'search', 'ask_question', 'cannot_do', 'plan']);
  expect(textsOf(asked[0])).toContain('these checks run');
});

test('a plan that was stored before a crash is taken without asking the model again', async () => {
  const first = session([call('plan', PLAN)]);
  await first.make();
  const { make, asked } = session([], first.stored);
  expect(await make()).toMatchObject({ kind: 'planned', proposal: PROPOSAL });
  expect(asked).toEqual([]);
});

test('a question parks it, and it goes on with the answer', async () => {
  const first = session([call('ask_question', { question: 'Add or multiply?' })]);
  expect(await first.make()).toMatchObject({ kind: 'asked' });
  const { make, asked } = session([call('plan', PLAN)], first.stored);
  expect(await make()).toMatchObject({ kind: 'planned' });
  expect(textsOf(asked[0])).toContain('The answer is: add.');
});

test('who ends without a plan is told so, and gives up in the end', async () => {
  const { make, asked } = session([
    said('Here is my plan: add.'),
    call('plan', { ...PLAN, size: 'huge' }),
    said('Well.'),
    said('No.'),
  ]);
  expect(await make()).toMatchObject({
    kind: 'no_pr',
    reason: 'gave_up',
    detail: 'The agent ended without a plan: No.',
  });
  expect(textsOf(asked[1])).toContain('There is no plan yet');
});

test('what cannot be done is said with its reason', async () => {
  const { make } = session([call('cannot_do', { reason: 'it adds already' })]);
  expect(await make()).toMatchObject({ kind: 'no_pr', reason: 'escalated', detail: 'it adds already' });
});
