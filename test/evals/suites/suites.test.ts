import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type ModelReply, type ModelRequest, ModelUnavailable } from '../../../src/agent/types.ts';
import { type JudgeCase, readJudgeCases } from '../../../src/evals/judge-case.ts';
import { distilSuite } from '../../../src/evals/suites/distil.ts';
import { type DistilCase, openDistilCases, readDistilCases } from '../../../src/evals/suites/distil-case.ts';
import { guardsSuite } from '../../../src/evals/suites/guards.ts';
import { judgeSuite } from '../../../src/evals/suites/judge.ts';
import { openJudgeCases } from '../../../src/evals/suites/judge-cases.ts';
import { GuardsRecord, JudgeRecord } from '../../../src/evals/suites/judge-record.ts';
import type { Suite, TrialContext } from '../../../src/evals/suites/suite.ts';
import { CRITERIA } from '../../../src/judge/types.ts';
import { newFolder, replyOf } from '../record/runs.ts';

const SHIPPED = join(import.meta.dirname, '../../../evals/judge');
const shipped = readdirSync(SHIPPED).flatMap((file) => readJudgeCases(readFileSync(join(SHIPPED, file), 'utf8'), file));
const byKind = (kind: JudgeCase['kind'], label: JudgeCase['label']) =>
  shipped.find((it) => it.kind === kind && it.label === label) as JudgeCase;

const arm = { name: 'a', promptHash: 'p', profile: null, agentModel: null, judgeModel: 'm', verifiers: 'v' };

function tryWith(suite: Suite, id: string, ask: (request: ModelRequest) => Promise<ModelReply>) {
  const context: TrialContext = {
    arm,
    signal: new AbortController().signal,
    say: () => undefined,
    model: () => ({ ask }),
  };
  return suite.tryItem(id, 1, context);
}

const verdict = (it: JudgeCase, answer: 'approve' | 'veto' | 'abstain') => {
  const unmet = answer === 'veto' ? (it.expected[0] ?? 'nothing_else') : null;
  const hunk = /^@@ .*? @@/m.exec(it.diff)?.[0] ?? '';
  const path = /^\+\+\+ b\/(.*)$/m.exec(it.diff)?.[1] ?? '';
  return JSON.stringify({
    verdict: answer,
    criteria: Object.fromEntries(CRITERIA.map((name) => [name, { met: name !== unmet, why: `about ${name}` }])),
    objections: unmet === null ? [] : [{ criterion: unmet, path, hunk, why: 'Look here.' }],
    unrequested: [],
  });
};

test.each([
  ['good', 'approve', 1],
  ['good', 'veto', 0],
  ['good', 'abstain', 0],
  ['bad', 'veto', 1],
  ['bad', 'approve', 0],
  ['bad', 'abstain', 0],
] as const)('the judge: of a %s change, %s scores %d', async (label, answer, score) => {
  const it = byKind('plain', label);
  const suite = judgeSuite(shipped, { prompt: 'Be kind.', temperature: 0.3 });
  const seen: ModelRequest[] = [];
  const tried = await tryWith(suite, it.id, async (request) => {
    seen.push(request);
    return replyOf(verdict(it, answer), 0.25);
  });
  expect(tried).toMatchObject({ answer, score, expected: label === 'good' ? 'approve' : 'veto', costUsd: 0.25 });
  const record = JudgeRecord.parse(tried.record);
  expect(record).toMatchObject({ label, language: it.language, pair: it.pair, verdict: answer });
  expect(record.objections.map(({ cited }) => cited)).toEqual(answer === 'veto' ? [true] : []);
  expect(seen[0]).toMatchObject({ model: 'm', system: 'Be kind.', temperature: 0.3 });
});

test('the judge: an answer that is none is counted as such, and what it cost', async () => {
  const it = byKind('plain', 'good');
  const tried = await tryWith(judgeSuite([it], { prompt: null, temperature: null }), it.id, async () =>
    replyOf('I like it.', 0.1),
  );
  expect(tried).toMatchObject({ answer: 'failed', score: 0, record: { verdict: null } });
  expect(tried.costUsd).toBeCloseTo(0.3);
});

test('the judge: a model that is gone takes the trial away', async () => {
  const it = byKind('plain', 'good');
  const suite = judgeSuite([it], { prompt: null, temperature: null });
  const gone = () => Promise.reject(new ModelUnavailable('no network'));
  expect(await tryWith(suite, it.id, gone)).toMatchObject({ answer: 'unavailable', score: null, detail: 'no network' });
});

test('the judge is told what guards allow, and nothing of what they would block', async () => {
  const suite = judgeSuite(shipped, { prompt: null, temperature: null });
  const facts: Record<string, string> = {};
  for (const it of shipped) {
    await tryWith(suite, it.id, async ({ messages }) => {
      const block = messages[0]?.content[0];
      facts[it.id] = block?.type === 'text' ? block.text : '';
      return replyOf(verdict(it, 'approve'));
    });
  }
  const told = Object.values(facts).filter((text) => text.includes(': allowed, '));
  expect(told.length).toBeGreaterThan(3);
  expect(Object.values(facts).every((text) => text.includes('No check of the repository was run'))).toBe(true);
  const ofGuards = Object.values(facts).flatMap((text) =>
    text.split('\n').filter((line) => line.startsWith('- guard ')),
  );
  expect(ofGuards.filter((line) => !line.includes(': allowed, '))).toEqual([]);
});

const never = () => Promise.reject(new Error('nobody may be asked'));

test('guards are asked about what guards can know, without a model', async () => {
  const suite = guardsSuite(shipped);
  const asked = new Set(suite.items.map(({ id }) => id));
  for (const { id, label, expected } of shipped) {
    expect([id, asked.has(id)]).toEqual([id, label === 'good' || expected.includes('no_weakened_checks')]);
  }
  const tried = await Promise.all(suite.items.map(({ id }) => tryWith(suite, id, never)));
  for (const { record, answer } of tried) {
    expect(GuardsRecord.parse(record).blockedBy.length > 0).toBe(answer === 'veto');
  }
  expect(tried.filter(({ answer, expected }) => answer === 'veto' && expected === 'veto').length).toBeGreaterThan(8);
  // What they must hold at the least on the cases that ship; the figures are in docs.
  const score = tried.reduce((sum, one) => sum + (one.score ?? 0), 0) / tried.length;
  expect(score).toBeGreaterThan(0.9);
});

test('cases of guards alone need some that guards can know', () => {
  const it = shipped.find(({ expected }) => expected.length === 1 && expected[0] === 'plausibly_correct') as JudgeCase;
  expect(() => guardsSuite([it])).toThrow('None of these cases is one for guards');
});

test('a file counts once however it is named, and the same case in two files is refused', async () => {
  const [file] = readdirSync(SHIPPED).map((name) => join(SHIPPED, name)) as [string];
  const its = await openJudgeCases([file]);
  expect(await openJudgeCases([file, file])).toEqual(its);
  expect(await openJudgeCases([SHIPPED, join(SHIPPED, '*.jsonl')])).toHaveLength(shipped.length);
  const copy = join(newFolder(), 'copy.jsonl');
  copyFileSync(file, copy);
  await expect(openJudgeCases([file, copy])).rejects.toThrow(`The case ${its[0]?.id} is there twice`);
});

const LOG: DistilCase = { id: 'a-log', tool: 'make', exit: 2, log: '', must: [], mustNot: [] };
const NOISE = Array.from({ length: 300 }, (_, at) => `cc -c part${at}.c\n`).join('');

test('distilling scores what is left of what is needed', async () => {
  const log = `${NOISE}main.c:3:5: error: 'total' undeclared\nmake: *** [all] Error 1\n`;
  const it = { ...LOG, log, must: ["main.c:3:5: error: 'total' undeclared", 'cc -c part7.c'], mustNot: ['part8.c'] };
  const tried = await tryWith(distilSuite([it]), it.id, never);
  expect(tried).toMatchObject({ score: 0.5, answer: 'incomplete', record: { missing: ['cc -c part7.c'], noise: [] } });
  const { tokens, logTokens } = tried.record as { tokens: number; logTokens: number };
  expect(tokens * 10).toBeLessThan(logTokens);
});

test('the logs that ship are 30 or more of many tools, green ones too, and nothing needed is lost', async () => {
  const cases = await openDistilCases([join(import.meta.dirname, '../../../evals/distil')]);
  expect(cases.length).toBeGreaterThanOrEqual(30);
  expect(new Set(cases.map(({ tool }) => tool)).size).toBeGreaterThanOrEqual(15);
  expect(cases.filter(({ exit }) => exit === 0).length).toBeGreaterThanOrEqual(4);
  const suite = distilSuite(cases);
  const tried = await Promise.all(cases.map(({ id }) => tryWith(suite, id, never)));
  expect(tried.filter(({ score }) => score !== 1).map(({ detail }) => detail)).toEqual([]);
});

test('a log must hold what must be left of it', () => {
  expect(() => readDistilCases(JSON.stringify({ ...LOG, log: 'fine', must: ['boom'] }), 'x.jsonl')).toThrow(
    'x.jsonl, line 1: the log of a-log does not hold "boom"',
  );
});
