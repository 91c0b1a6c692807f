import { expect, test } from '@jest/globals';
import { askRequestComment, pullRequestBody } from '../../../src/github/texts.ts';
import type { RequestAnswer } from '../../../src/runs/types.ts';
import { aChange, HOSTILE } from './sample.ts';

const agreed = { text: 'The plan', by: 'nora', words: 'Keep the name.' };
const answers = [{ question: 'Add or multiply?', by: 'maria', words: 'It adds.' }];

test('a pull request says which plan was agreed to, by whom, and what was answered before anything was changed', () => {
  const body = pullRequestBody(aChange({ settled: { plan: agreed, planComment: 44, answers } }));
  expect(body).toContain('`maria` answered a question on it:\n\n> Add or multiply?\n\n> It adds.');
  expect(body).toMatch(
    /`nora` agreed to \[a plan\]\([^)]*\/issues\/12#issuecomment-44\) for it before [^]*> Keep the name\./,
  );
  const none = { plan: null, planComment: null, answers: [] };
  expect(pullRequestBody(aChange({ settled: none }))).toBe(pullRequestBody(aChange()));
});

test('what people said to a task has no life in a pull request', () => {
  const hostile = { question: HOSTILE, by: HOSTILE, words: HOSTILE };
  const plan = { text: HOSTILE, by: HOSTILE, words: HOSTILE };
  const body = pullRequestBody(aChange({ settled: { plan, planComment: 44, answers: [hostile] } }));
  expect(body).not.toMatch(/@octocat|@acme/);
  expect(body).not.toContain('[skip ci]');
});

const question = (why: string, answer: RequestAnswer | null) =>
  askRequestComment({
    runId: 'r1',
    asked: {
      key: 'k',
      request: { kind: 'question', name: 'question', why },
      askedAt: new Date(0),
      commentId: null,
      answer,
    },
    label: 'fettle',
    answerDays: 14,
  });

test('a question is asked in words, without boxes, and its comment then says who answered', () => {
  const open = question('Add or multiply?', null);
  expect(open).toContain('> Add or multiply?');
  expect(open).toContain('Comment `/fettle` followed by your answer');
  expect(open).not.toContain('[ ]');
  expect(question('Add?', { verdict: 'allow', by: 'ann', words: 'Yes.' })).toMatch(/Answered by `ann`\.[^]*> Yes\./);
  expect(question('Add?', { verdict: 'deny', by: 'ann', words: '' })).toContain('Dropped by `ann`.');
  expect(question('Add?', { verdict: 'impossible', by: null, words: '' })).toContain('Nobody answered.');
  expect(question(HOSTILE, null)).not.toMatch(/@octocat|@acme/);
});
