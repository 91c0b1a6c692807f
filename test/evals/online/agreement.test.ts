import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { agreementText, labelFiles, writeAgreed } from '../../../src/cli/eval/label.ts';
import { readJudgeCases } from '../../../src/evals/judge-case.ts';
import { agreedLabels, agreements, kappa, type Rating, readRatings } from '../../../src/evals/online/agreement.ts';
import { DIFF } from './stored-runs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-label-'));
});
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = '2026-11-25T00:00:00Z';
const said = (rater: string, id: string, label: Rating['label'], ...criteria: Rating['criteria']): Rating => ({
  id,
  rater,
  label,
  criteria,
  why: `${rater} says so.`,
  at,
});

test("kappa is Cohen's, by the example of a textbook", () => {
  // 20 both good, 15 both bad, 5 and 10 that differ: seen 0.7, by chance 0.5.
  const of = (n: number, a: boolean, b: boolean) => Array.from({ length: n }, () => ({ a, b }));
  const pairs = [...of(20, false, false), ...of(15, true, true), ...of(5, false, true), ...of(10, true, false)];
  expect(kappa(pairs)).toBeCloseTo(0.4, 12);
  expect(kappa(of(3, true, true))).toBeNull();
  expect(kappa([])).toBeNull();
});

test('each two raters are compared on what both could tell, and cases are taken where all agree on the label and a reason', () => {
  const ratings = [
    said('ann', 'one', 'good'),
    said('bob', 'one', 'good'),
    said('ann', 'two', 'bad', 'nothing_else', 'plausibly_correct'),
    said('bob', 'two', 'bad', 'nothing_else'),
    said('ann', 'three', 'bad', 'nothing_else'),
    said('bob', 'three', 'bad', 'plausibly_correct'),
    said('ann', 'four', 'good'),
    said('bob', 'four', 'bad', 'nothing_else'),
    said('ann', 'five', 'good'),
    said('bob', 'five', 'unsure'),
  ];
  expect(agreements(ratings)).toMatchObject([{ raters: ['ann', 'bob'], n: 4, agreed: 3, disagreed: ['four'] }]);
  expect([...agreedLabels(ratings).values()]).toEqual([
    { id: 'one', label: 'good', criteria: [], why: 'ann says so.' },
    { id: 'two', label: 'bad', criteria: ['nothing_else'], why: 'ann says so.' },
  ]);
  expect(agreementText(agreements(ratings))[0]).toBe("ann and bob: agree on 3 of 4, Cohen's kappa 0.50");
});

test('a rater who says something else later has changed their mind; what is no rating is refused with its line', () => {
  const lines = [said('ann', 'one', 'good'), said('ann', 'one', 'bad', 'nothing_else')].map((it) => JSON.stringify(it));
  expect(readRatings(lines.join('\n'), 'x')).toMatchObject([{ label: 'bad' }]);
  expect(() => readRatings(`${lines[0]}\n{"id": "x"}`, 'x')).toThrow(/x, line 2: /);
});

test('two people label a file, each is asked once and sees no label, and what they agree on can be judged', async () => {
  const file = join(folder, 'cases.jsonl');
  const rest = {
    pair: null,
    kind: 'plain',
    difficulty: 'easy',
    language: 'js',
    cluster: 'c',
    origin: 'o',
    licence: 'l',
  };
  const draft = (id: string, more: object) => ({
    id,
    prompt: 'Add.',
    diff: DIFF,
    expected: [],
    why: '-',
    ...rest,
    ...more,
  });
  const drafts = [
    draft('case-one', { label: null }),
    draft('case-two', { label: 'bad', expected: ['nothing_else'], pair: 'case-one' }),
    draft('case-three', { label: 'bad', expected: ['nothing_else'], pair: 'case-two' }),
  ];
  await writeFile(file, drafts.map((it) => JSON.stringify(it)).join('\n'));
  const seen: string[] = [];
  const answering = (...answers: string[]) => ({
    lines: { question: async (text: string) => (seen.push(text), answers.shift() ?? 'quit') } as never,
    write: (text: string) => void seen.push(text),
  });
  await labelFiles([file], 'ann', answering('g', 'Adds.', 's', 's'));
  await labelFiles([file], 'ann', answering('b', '1', 'No.', 'b', '1 2', 'No.'));
  await labelFiles([file], 'ann', answering());
  await labelFiles([file], 'bob', answering('g', 'Adds.', 'g', 'Adds too.', 'b', '2', 'More.'));
  expect(seen.filter((text) => text.startsWith('good, bad'))).toHaveLength(8);
  expect(seen.join('')).not.toMatch(/case-one|nothing_else/);
  await writeAgreed([file], join(folder, 'agreed.jsonl'));
  const text = await readFile(join(folder, 'agreed.jsonl'), 'utf8');
  expect(readJudgeCases(text, 'agreed')).toMatchObject([
    { id: 'case-one', label: 'good', why: 'Adds.' },
    { id: 'case-three', label: 'bad', expected: ['nothing_else'], pair: null },
  ]);
  await expect(writeAgreed([file], join(folder, 'agreed.jsonl'))).rejects.toThrow(/can't be written/);
});
