import { describe, expect, test } from '@jest/globals';
import type { JudgeCase } from '../../../src/evals/judge-case.ts';
import type { Trial } from '../../../src/evals/trial.ts';
import type { Failure } from '../../../src/evals/tune/propose.ts';
import { checkSplit } from '../../../src/evals/tune/split.ts';
import { type Measured, type Proposed, tune, type Tuning } from '../../../src/evals/tune/tune.ts';
import { unusable } from '../../../src/evals/tune/usable.ts';
import { aTrial } from '../reports/run-folder.ts';

const aCase = (id: string, label: 'good' | 'bad'): JudgeCase => ({
  id,
  prompt: 'Return the sum of both numbers, not their product.',
  diff: '@@ -1 +1 @@\n-  return a * b;\n+  return someQuiteLongExpression(a, b) + 1;\n',
  label,
  expected: label === 'bad' ? ['plausibly_correct'] : [],
  why: 'made up',
  pair: null,
  kind: 'plain',
  difficulty: 'easy',
  language: 'javascript',
  cluster: id,
  origin: 'a test',
  licence: 'Apache-2.0',
});
const TRAIN = Array.from({ length: 40 }, (_, at) => aCase(`case-${at}`, at % 2 === 0 ? 'bad' : 'good'));

/** Prompts are numbers here: the share of 100 cases that is judged right with them. */
function trials(right: number, n = 100): Trial[] {
  return Array.from({ length: n }, (_, at) =>
    aTrial({ item: `case-${at}`, score: at < (right / 100) * n ? 1 : 0, answer: 'approve' }),
  );
}
const measured = (right: number, n?: number): Measured => ({ kind: 'measured', trials: trials(right, n) });
const proposal = (prompt: string | null): Proposed => ({ kind: 'proposed', prompt, changed: 'a rule', costUsd: 0.1 });

function tuning(proposals: (string | null)[], heldout: Record<string, number>, more: Partial<Tuning> = {}) {
  const asked: string[] = [];
  const shown: Failure[][] = [];
  const said: string[] = [];
  const options: Tuning = {
    prompt: '50',
    train: TRAIN,
    rounds: proposals.length,
    seed: 1,
    measure: async (prompt, split, variant) => {
      asked.push(`${split} ${variant}`);
      return split === 'train' ? measured(Number(prompt), 40) : measured(heldout[prompt] ?? 0);
    },
    propose: async (_, failures, variant) => {
      shown.push([...failures]);
      return proposal(proposals[variant - 1] ?? null);
    },
    say: (line) => said.push(line),
    ...more,
  };
  return { options, asked, shown, said };
}

describe('tuning', () => {
  test('takes the best on the training cases to the held-out ones, and accepts it when it is better there', async () => {
    const { options, asked, shown } = tuning(['60', '80', '70'], { 50: 60, 80: 85 });
    const { end, variants } = await tune(options);
    expect(end).toMatchObject({ kind: 'compared', variant: 2, prompt: '80', accepted: true });
    expect(asked).toEqual(['train 0', 'train 1', 'train 2', 'train 3', 'heldout 0', 'heldout 2']);
    expect(variants.map(({ train }) => train?.mean)).toEqual([0.5, 0.6, 0.8, 0.7]);
    // Of 20 mistakes, half of each kind.
    expect(shown[0]?.map(({ it }) => it.label).toSorted()).toEqual([
      ...Array.from({ length: 6 }, () => 'bad'),
      ...Array.from({ length: 6 }, () => 'good'),
    ]);
  });

  test('accepts nothing that wins on the training cases alone', async () => {
    const worse = await tune(tuning(['90'], { 50: 60, 90: 40 }).options);
    expect(worse.end).toMatchObject({
      kind: 'compared',
      accepted: false,
      text: expect.stringMatching(/^worse: by 20/),
    });
    const alike = await tune(tuning(['90'], { 50: 60, 90: 63 }).options);
    expect(alike.end).toMatchObject({ accepted: false, text: expect.stringMatching(/^(?:too few|no difference)/) });
  });

  test('looks at no held-out case when nothing is better on the training cases', async () => {
    const { options, asked } = tuning(['50.0', '20'], {});
    expect((await tune(options)).end.kind).toBe('no_candidate');
    expect(asked).toEqual(['train 0', 'train 1', 'train 2']);
  });

  test('tries no proposal that can not be used, and stops where there is nothing to learn from', async () => {
    const bad = tuning([null, '50', '  '], {});
    const { variants } = await tune(bad.options);
    expect(bad.asked).toEqual(['train 0']);
    expect(variants.map(({ refused }) => refused)).toEqual([
      null,
      'a rule',
      'it is the prompt that it was to improve',
      'it is empty',
    ]);
    const perfect = tuning(['90'], {}, { prompt: '100' });
    expect((await tune(perfect.options)).end.kind).toBe('no_candidate');
    expect(perfect.shown).toEqual([]);
    expect(perfect.said.at(-1)).toContain('nothing more to learn');
  });

  test('ends where measuring or proposing stops', async () => {
    const stop = { kind: 'stopped', why: 'the budget is spent', exitCode: 3 } as const;
    const { options } = tuning(['90'], {}, { measure: async () => stop });
    expect((await tune(options)).end).toEqual(stop);
    expect((await tune(tuning(['90'], {}, { propose: async () => stop }).options)).end).toEqual(stop);
  });
});

test('a proposal that repeats a case is not tried', () => {
  const say = (text: string) => unusable(text, 'the prompt', TRAIN);
  expect(say('See case-7: veto it.')).toBe('it repeats the case case-7');
  expect(say('Beware of return someQuiteLongExpression(a, b) + 1; and the like.')).toBe('it repeats the case case-0');
  expect(say('Beware of products that were to be sums.')).toBeNull();
  expect(say('x'.repeat(60_001))).toContain('longer');
});

test('what is learnt from and what is tried on share nothing, and hold both labels', () => {
  const other = [aCase('other-1', 'good'), aCase('other-2', 'bad')];
  expect(() => checkSplit(TRAIN, other)).not.toThrow();
  expect(() => checkSplit(TRAIN, TRAIN.slice(0, 2))).toThrow('share 2 cases: case-0, case-1');
  const near = other.map((it) => ({ ...it, cluster: 'case-3' }));
  expect(() => checkSplit(TRAIN, near)).toThrow('share the cluster: case-3');
  expect(() => checkSplit(TRAIN, other.slice(0, 1))).toThrow('--heldout needs good cases and bad ones');
});
