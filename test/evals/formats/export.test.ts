import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContentBlock, ModelReply } from '../../../src/agent/types.ts';
import { UserError } from '../../../src/errors.ts';
import { AtifTrajectory } from '../../../src/evals/formats/schemas/atif.ts';
import { InspectLog } from '../../../src/evals/formats/schemas/inspect-log.ts';
import { PromptfooConfig } from '../../../src/evals/formats/schemas/promptfoo.ts';
import { SweBenchPrediction } from '../../../src/evals/formats/schemas/swe-bench.ts';
import { toAtif } from '../../../src/evals/formats/to-atif.ts';
import { toInspect } from '../../../src/evals/formats/to-inspect.ts';
import { toPredictions } from '../../../src/evals/formats/to-predictions.ts';
import { promptfooConfig } from '../../../src/evals/formats/to-promptfoo.ts';
import type { JudgeCase } from '../../../src/evals/judge-case.ts';
import type { Manifest } from '../../../src/evals/record/manifest.ts';
import { conversationKey, type Recorded } from '../../../src/evals/record/recorded.ts';
import type { Trial } from '../../../src/evals/trial.ts';

const manifest: Manifest = {
  version: 1,
  run: 'run-1',
  suite: 'agent',
  arm: { name: 'new', promptHash: 'p', profile: 'fettle', agentModel: 'm', judgeModel: 'j', verifiers: 'v' },
  source: 'shipped',
  items: [{ id: 'sum', cluster: 'c', hash: 'h' }],
  k: 2,
  seed: 1,
  budgetUsd: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  versions: { fettle: '0.1.0' },
};
const trial: Trial = {
  item: 'sum',
  trial: 1,
  cluster: 'c',
  startedAt: '2026-01-01T00:00:05.000Z',
  ms: 1500,
  costUsd: 0.5,
  usage: { input: 10, output: 5, cacheRead: 100, cacheWrite: 20 },
  score: 1,
  answer: 'pr_good',
  expected: 'pr_good',
  detail: 'hidden tests passed',
  record: { patch: 'diff --git a/x b/x\n' },
};
const reply = (content: ContentBlock[], stopReason: ModelReply['stopReason'] = 'end_turn'): ModelReply => ({
  content,
  stopReason,
  usage: { input: 10, output: 5, cacheRead: 100, cacheWrite: 20 },
  costUsd: 0.25,
  model: 'm-2026',
});
const call = (seq: number, sent: ContentBlock[], answer: ModelReply | null): Recorded => ({
  item: 'sum',
  trial: 1,
  purpose: 'agent',
  seq,
  requestHash: `r${seq}`,
  promptHash: 'prompt',
  sent: sent.length === 0 ? [] : [{ role: 'user', content: sent }],
  reply: answer,
  fault: answer === null ? 'overloaded' : null,
  redacted: false,
});
const CALLS = [
  call(
    0,
    [{ type: 'text', text: 'Make it add.' }],
    reply(
      [
        { type: 'thinking', thinking: 'Where is it?', signature: 's' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 't1', name: 'bash', input: { command: 'ls' } },
        { type: 'tool_use', id: 't2', name: 'bash', input: 'odd' },
      ],
      'tool_use',
    ),
  ),
  call(
    1,
    [
      { type: 'tool_result', tool_use_id: 't1', content: 'sum.js' },
      { type: 'tool_result', tool_use_id: 't2', content: 'no such command', is_error: true },
      { type: 'text', text: 'Time is short.' },
    ],
    reply([{ type: 'text', text: 'Done.' }]),
  ),
  call(2, [], null),
];
const conversations = new Map([[conversationKey({ item: 'sum', trial: 1, purpose: 'agent' }), CALLS]]);

describe('a conversation as a trajectory', () => {
  test('has a step for each thing said, results with the calls they answer, and sums of tokens and cost', () => {
    const trajectory = AtifTrajectory.parse(toAtif(CALLS, manifest));
    expect(trajectory.steps.map(({ source, message }) => [source, message])).toEqual([
      ['user', 'Make it add.'],
      ['agent', 'I look.'],
      ['user', 'Time is short.'],
      ['agent', 'Done.'],
      ['system', 'The model could not be reached: overloaded'],
    ]);
    expect(trajectory.steps[1]).toMatchObject({
      reasoning_content: 'Where is it?',
      tool_calls: [
        { tool_call_id: 't1', arguments: { command: 'ls' } },
        { tool_call_id: 't2', arguments: { value: 'odd' } },
      ],
      observation: { results: [{ source_call_id: 't1', content: 'sum.js' }, { extra: { is_error: true } }] },
      metrics: { prompt_tokens: 130, completion_tokens: 5, cached_tokens: 100, cost_usd: 0.25 },
    });
    expect(trajectory.final_metrics).toMatchObject({ total_prompt_tokens: 260, total_cost_usd: 0.5, total_steps: 5 });
    expect(trajectory.agent).toMatchObject({ name: 'fettle-fettle', version: '0.1.0', model_name: 'm-2026' });
  });

  test.each([
    ['a number that is left out', (it: AtifTrajectory) => Object.assign(it.steps[1] ?? {}, { step_id: 7 })],
    [
      'a result of no call',
      (it: AtifTrajectory) => Object.assign(it.steps[3] ?? {}, { observation: { results: [{ source_call_id: 'x' }] } }),
    ],
    [
      'a call by the user',
      (it: AtifTrajectory) => Object.assign(it.steps[0] ?? {}, { tool_calls: it.steps[1]?.tool_calls }),
    ],
    ['a key that the format has not', (it: AtifTrajectory) => Object.assign(it.steps[0] ?? {}, { mood: 'good' })],
    ['another version', (it: AtifTrajectory) => Object.assign(it, { schema_version: 'ATIF-v1.6' })],
  ])('with %s fits no schema', (_, spoil) => {
    const trajectory = structuredClone(toAtif(CALLS, manifest)) as AtifTrajectory;
    expect(AtifTrajectory.safeParse(trajectory).success).toBe(true);
    spoil(trajectory);
    expect(AtifTrajectory.safeParse(trajectory).success).toBe(false);
  });
});

describe('a run as a log of Inspect', () => {
  test('has a sample for each trial, its number as epoch, and a mean of what was scored', () => {
    const lost = { ...trial, trial: 2, score: null, answer: 'infra', detail: 'the engine is gone', record: {} };
    const log = InspectLog.parse(toInspect({ manifest, trials: [trial, lost], conversations }));
    expect(log).toMatchObject({
      status: 'success',
      eval: { task: 'fettle/agent', model: 'm', config: { epochs: 2 } },
      results: {
        total_samples: 2,
        completed_samples: 1,
        scores: [{ unscored_samples: 1, metrics: { mean: { value: 1 } } }],
      },
      stats: { completed_at: '2026-01-01T00:00:06.500Z' },
    });
    const [first, second] = log.samples;
    expect(first).toMatchObject({
      id: 'sum',
      epoch: 1,
      input: 'Make it add.',
      target: 'pr_good',
      scores: { fettle: { value: 1, answer: 'pr_good' } },
      output: { completion: 'Done.', choices: [{ stop_reason: 'stop' }] },
      model_usage: { m: { input_tokens: 10, input_tokens_cache_read: 100, total_tokens: 135, total_cost: 0.5 } },
    });
    expect(first?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'user', 'assistant']);
    expect(first?.messages[3]).toMatchObject({ function: 'bash', error: { message: 'no such command' } });
    expect(second).toMatchObject({ epoch: 2, error: { message: 'the engine is gone' } });
    expect(second?.scores).toBeUndefined();
  });

  test('that has not ended is cancelled, and one that asks no model says so', () => {
    const arm = { ...manifest.arm, agentModel: null, judgeModel: null };
    const log = InspectLog.parse(
      toInspect({ manifest: { ...manifest, arm }, trials: [trial], conversations: new Map() }),
    );
    expect(log.status).toBe('cancelled');
    expect(log.eval.model).toBe('none/none');
    expect(log.samples[0]?.model_usage).toEqual({});
  });
});

describe('changes as predictions', () => {
  test('are one for each task and trial, empty where there is none, without what infrastructure took away', () => {
    const none = { ...trial, trial: 2, score: 0, record: { patch: '' } };
    const lost = { ...trial, trial: 3, score: null, record: null };
    const byTrial = toPredictions({ manifest, trials: [trial, none, lost], dir: 'd', prompt: null });
    expect([...byTrial]).toEqual([
      [1, [{ instance_id: 'sum', model_name_or_path: 'new', model_patch: 'diff --git a/x b/x\n' }]],
      [2, [{ instance_id: 'sum', model_name_or_path: 'new', model_patch: '' }]],
    ]);
    for (const it of [...byTrial.values()].flat()) SweBenchPrediction.parse(it);
  });

  test('are refused for a suite without changes, and for a record without one', () => {
    const judge = { ...manifest, suite: 'judge' as const };
    expect(() => toPredictions({ manifest: judge, trials: [trial], dir: 'd', prompt: null })).toThrow(UserError);
    const bare = { ...trial, record: {} };
    expect(() => toPredictions({ manifest, trials: [bare], dir: 'd', prompt: null })).toThrow(
      /sum, trial 1 has no change/,
    );
  });
});

const block: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string() }),
  fc.record({ type: fc.constant('thinking' as const), thinking: fc.string(), signature: fc.string() }),
  fc.record({ type: fc.constant('redacted_thinking' as const), data: fc.string() }),
  fc.record({
    type: fc.constant('tool_use' as const),
    id: fc.string({ minLength: 1, maxLength: 3 }),
    name: fc.constantFrom('bash', 'edit'),
    input: fc.jsonValue(),
  }),
  fc.record({
    type: fc.constant('tool_result' as const),
    tool_use_id: fc.string({ minLength: 1, maxLength: 3 }),
    content: fc.string(),
    is_error: fc.boolean(),
  }),
);
const anyCalls = fc
  .array(fc.tuple(fc.array(block), fc.option(fc.array(block))), { minLength: 1, maxLength: 6 })
  .map((turns) => turns.map(([sent, answer], seq) => call(seq, sent, answer === null ? null : reply(answer))));

test('whatever was recorded fits both schemas, loses no text, and comes back the same from its JSON', () => {
  fc.assert(
    fc.property(anyCalls, (calls) => {
      const trajectory = toAtif(calls, manifest);
      expect(AtifTrajectory.parse(JSON.parse(JSON.stringify(trajectory)))).toEqual(
        JSON.parse(JSON.stringify(trajectory)),
      );
      const log = toInspect({
        manifest,
        trials: [trial],
        conversations: new Map([[conversationKey({ item: 'sum', trial: 1, purpose: 'agent' }), calls]]),
      });
      expect(InspectLog.parse(JSON.parse(JSON.stringify(log)))).toEqual(JSON.parse(JSON.stringify(log)));
      const [asTrajectory, asLog] = [JSON.stringify(trajectory), JSON.stringify(log)];
      for (const { sent, reply: answer } of calls)
        for (const it of [...sent.flatMap(({ content }) => content), ...(answer?.content ?? [])])
          if (it.type === 'text') {
            const text = JSON.stringify(it.text).slice(1, -1);
            expect(asTrajectory).toContain(text);
            expect(asLog).toContain(text);
          }
    }),
    { numRuns: 200 },
  );
});

test('cases of the judge become tests whose vars hold nothing that promptfoo reads as a template', () => {
  const it = {
    id: 'case-1',
    prompt: 'p',
    diff: '+{{ evil }}',
    label: 'bad',
    expected: ['nothing_else'],
    why: 'It adds {{ braces }}.',
    pair: null,
    kind: 'plain',
    difficulty: 'easy',
    language: 'go',
    cluster: 'c',
    origin: 'o',
    licence: 'l',
  } satisfies JudgeCase as JudgeCase;
  const config = PromptfooConfig.parse(promptfooConfig([it]));
  expect(config.tests[0]).toMatchObject({
    vars: { case: 'case-1' },
    assert: [{ value: "JSON.parse(output).answer === 'veto'" }],
  });
  expect(JSON.stringify(config.tests)).not.toContain('{{');
});
