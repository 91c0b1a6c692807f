import { describe, expect, test } from '@jest/globals';
import { type Model, type ModelReply, ModelUnavailable } from '../../../src/agent/types.ts';
import { CRITERIA } from '../../../src/judge/types.ts';
import type { JudgeLevel } from '../../../src/judge/level.ts';
import { hearJudge, levelFor } from '../../../src/runs/gate/hear-judge.ts';

const DIFF = 'diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-a\n+b\n';
const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };

function vetoing(): Model {
  const criteria = Object.fromEntries(CRITERIA.map((name) => [name, { met: name !== 'nothing_else', why: 'Seen.' }]));
  const objections = [{ criterion: 'nothing_else', path: 'a.js', hunk: '@@ -1 +1 @@', why: 'Secret words.' }];
  const text = JSON.stringify({ verdict: 'veto', criteria, objections, unrequested: [] });
  const reply: ModelReply = {
    content: [{ type: 'text', text }],
    stopReason: 'end_turn',
    usage,
    costUsd: 0.5,
    model: 'j',
  };
  return { ask: async () => reply };
}

async function heard(judgeLevel: JudgeLevel, judgeModel = vetoing()) {
  const said: string[] = [];
  let costUsd = 0;
  const result = await hearJudge(
    {
      judgeModel,
      judgeModelName: 'j',
      judgeLevel,
      signal: new AbortController().signal,
      say: (_kind, text, data) => said.push(`${text} ${JSON.stringify(data ?? null)}`),
      onCost: (cost) => (costUsd += cost.costUsd),
    },
    { task: 'Do it.', facts: '', diff: DIFF },
  );
  return { ...result, costUsd, said: said.join('\n') };
}

const fails = (error: Error): Model => ({ ask: async () => Promise.reject(error) });
const refuses: Model = {
  ask: async () => ({ content: [], stopReason: 'refusal', usage, costUsd: 0.25, model: 'j' }),
};

describe('the judge, by its level', () => {
  test('off: nobody is asked', async () => {
    const { verdict, judge } = await heard('off', fails(new Error('it was asked')));
    expect({ verdict, judge }).toEqual({ verdict: null, judge: { level: 'off' } });
  });

  test('shadow: the verdict is recorded and paid for, and nothing of it is said', async () => {
    const it = await heard('shadow');
    expect(it).toMatchObject({ verdict: { verdict: 'veto' }, judge: { level: 'shadow' }, costUsd: 0.5 });
    expect(it.said).toBe('Judge: recorded, and not shown null');
  });

  test('advise and block: it is said, and how much it counts for', async () => {
    expect((await heard('advise')).said).toMatch(
      /^Judge: objects, as advice \(nothing else not met: a.js\) .*Secret words/,
    );
    expect((await heard('block')).said).toMatch(/^Judge: vetoes \(nothing else not met: a.js\) /);
  });

  test.each(['shadow', 'advise'] as const)(
    '%s: goes on when the judge can not be heard, and notes why',
    async (level) => {
      const away = await heard(level, fails(new ModelUnavailable('overloaded')));
      expect(away).toMatchObject({ verdict: null, judge: { level, failed: 'overloaded' } });
      expect(await heard(level, refuses)).toMatchObject({ verdict: null, costUsd: 0.25 });
    },
  );

  test('block: nothing goes on without the judge', async () => {
    await expect(heard('block', fails(new ModelUnavailable('overloaded')))).rejects.toThrow('overloaded');
    await expect(heard('block', refuses)).rejects.toThrow('refused');
  });

  test('a defect is no verdict at any level', async () => {
    await expect(heard('shadow', fails(new TypeError('a bug')))).rejects.toThrow('a bug');
  });

  test('after an overrule it is advice at most', () => {
    expect(levelFor('block', null, 'advise')).toBe('advise');
    expect(levelFor(null, 'shadow', 'advise')).toBe('shadow');
    expect(levelFor(null, null, undefined)).toBe('block');
  });
});
