import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { type JudgeCase, readJudgeCases } from '../../src/evals/judge-case.ts';

const FOLDER = join(import.meta.dirname, '../../evals/judge');
const shipped = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readJudgeCases(readFileSync(join(FOLDER, name), 'utf8'), name));

describe('the cases we ship', () => {
  test('are two hundred or more, half of them good, in many languages', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(200);
    expect(new Set(shipped.map(({ id }) => id)).size).toBe(shipped.length);
    const good = shipped.filter(({ label }) => label === 'good').length / shipped.length;
    expect(good).toBeGreaterThanOrEqual(0.45);
    expect(good).toBeLessThanOrEqual(0.55);
    expect(new Set(shipped.map(({ language }) => language)).size).toBeGreaterThanOrEqual(6);
  });

  test('are minimal pairs for 40 % or more, and hold what a guard dislikes and the prompt asks for', () => {
    const paired = new Set(shipped.flatMap(({ id, pair }) => (pair === null ? [] : [id, pair])));
    expect(paired.size / shipped.length).toBeGreaterThanOrEqual(0.4);
    expect(shipped.filter(({ kind }) => kind === 'hard_negative').length).toBeGreaterThanOrEqual(15);
  });
});

const CASE: JudgeCase = {
  id: 'go-sum-1',
  prompt: 'Add.',
  diff: 'diff --git a/a.go b/a.go\n--- a/a.go\n+++ b/a.go\n@@ -1 +1 @@\n-a\n+b\n',
  label: 'good',
  expected: [],
  why: 'It adds.',
  pair: null,
  kind: 'plain',
  difficulty: 'easy',
  language: 'go',
  cluster: 'go-sum',
  origin: 'a test',
  licence: 'Apache-2.0',
};
const BAD: JudgeCase = { ...CASE, id: 'go-sum-2', label: 'bad', expected: ['nothing_else'], pair: 'go-sum-1' };
const lines = (...cases: object[]) => cases.map((it) => JSON.stringify(it)).join('\n');

test('a file is read, with empty lines left out', () => {
  expect(readJudgeCases(`${lines(CASE, BAD)}\n\n`, 'x.jsonl')).toEqual([CASE, BAD]);
});

test.each([
  ['no JSON', `${lines(CASE)}\n{`, 'x.jsonl, line 2: this is no JSON'],
  ['an unknown key', lines({ ...CASE, colour: 'red' }), 'colour'],
  ['a wrong label', lines({ ...CASE, label: 'maybe' }), 'label'],
  ['the same id twice', lines(CASE, CASE), 'go-sum-1 is there twice'],
  ['bad without a criterion', lines(CASE, { ...BAD, expected: [] }), 'names no criterion'],
  ['good with an objection', lines({ ...CASE, expected: ['nothing_else'] }), 'expects an objection'],
  ['a diff that is none', lines({ ...CASE, diff: 'hello' }), 'changes nothing'],
  ['a pair that is missing', lines(BAD), 'which is not there'],
  ['a pair with another prompt', lines({ ...CASE, prompt: 'Subtract.' }, BAD), 'not its good half'],
])('names what is wrong: %s', (_, text, why) => {
  expect(() => readJudgeCases(text, 'x.jsonl')).toThrow(UserError);
  expect(() => readJudgeCases(text, 'x.jsonl')).toThrow(why);
});
