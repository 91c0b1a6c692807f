import { expect, test } from '@jest/globals';
import { saidToPlan } from '../../../src/runs/plan/waits-for-go.ts';
import { labelKey, labelOf } from '../../../src/runs/plan/plan-label.ts';
import { wantsPlan } from '../../../src/runs/plan/wants-plan.ts';
import { answerToQuestion, endOfQuestion } from '../../../src/runs/requests/questions.ts';
import { settledBy } from '../../../src/runs/plan/settled.ts';
import type { AskedFor, RequestAnswer } from '../../../src/runs/types.ts';

test('the stricter of operator, repository and label wins', () => {
  expect(wantsPlan('label', 'label', ['fettle'])).toBeNull();
  expect(wantsPlan('label', 'label', ['Fettle:Plan'])).toBe('label');
  expect(wantsPlan('label', 'always', [])).toBe('repository');
  expect(wantsPlan('always', 'label', [])).toBe('operator');
});

test('a run hangs on the label that it began with', () => {
  const began = (name: string) => labelOf({ kind: 'label', key: labelKey(7, name) }, 'fettle');
  expect(began('fettle')).toBe('fettle');
  expect(began('Fettle:plan')).toBe('fettle:plan');
  expect(labelOf({ kind: 'label', key: 'label:1001:2026-11-24T10:00:00Z' }, 'mend')).toBe('mend');
});

test('whatever is said to a plan that waits starts the run, but for a no and for what answers something else', () => {
  for (const yes of ['go', 'Go!', '']) expect(saidToPlan(yes)).toEqual({ how: 'go', words: '' });
  expect(saidToPlan('go on, but keep the name')).toEqual({ how: 'answer', words: 'go on, but keep the name' });
  expect(saidToPlan('allow strings too')).toEqual({ how: 'answer', words: 'allow strings too' });
  expect(saidToPlan('deny: not now')).toEqual({ how: 'deny', words: 'not now' });
  for (const other of ['push', 'allow']) expect(saidToPlan(other)).toBeNull();
});

test('all words answer a question as they are, but for a no', () => {
  expect(answerToQuestion('it adds\nalways')).toEqual({ verdict: 'allow', words: 'it adds\nalways' });
  expect(answerToQuestion('deny')).toEqual({ verdict: 'deny', words: '' });
  expect(answerToQuestion(' ')).toBeNull();
});

const question = (answer: RequestAnswer | null): AskedFor => ({
  key: 'k',
  request: { kind: 'question', name: 'question', why: 'Add or multiply?' },
  askedAt: new Date(0),
  commentId: 5,
  answer,
});

test('a question that nobody answers ends the run with what is missing, a no cancels it, an answer is settled', () => {
  expect(endOfQuestion([question(null)])).toBeNull();
  const late = question({ verdict: 'impossible', by: null, words: 'nobody answered within 14 days' });
  expect(endOfQuestion([late])).toEqual({
    kind: 'no_pr',
    reason: 'blocked',
    detail: 'The task is too vague to verify, and nobody answered within 14 days. The question was:\nAdd or multiply?',
  });
  const no = question({ verdict: 'deny', by: 'ann', words: 'never mind' });
  expect(endOfQuestion([no])).toMatchObject({ reason: 'cancelled', by: 'person' });
  expect(settledBy(null, [late, no])).toEqual({ plan: null, answers: [] });

  const answered = question({ verdict: 'allow', by: 'ann', words: 'add' });
  expect(endOfQuestion([answered])).toBeNull();
  const answers = [{ question: 'Add or multiply?', by: 'ann', words: 'add' }];
  expect(settledBy(null, [answered])).toEqual({ plan: null, answers });
});
