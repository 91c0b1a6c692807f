import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { answerAll, importAnswers } from '../../../src/cli/audit.ts';
import { auditLine, readAuditLines } from '../../../src/evals/online/audit-lines.ts';
import { answerAudit, audited, drawAudits, openAudits, sizes } from '../../../src/evals/online/audit-store.ts';
import { judgeErrors } from '../../../src/evals/online/judge-errors.ts';
import { judgedChange } from '../../../src/evals/online/judged-change.ts';
import type { Database } from '../../../src/store/types.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { DIFF, storeRuns } from './stored-runs.ts';

const place = { mirrors: '/nowhere', redact: createRedactor(['hunter-two']) };
let database: Database;
let printed: string[];
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await database.pool.query('TRUNCATE fettle.run CASCADE');
});
afterAll(() => database.close());

const ids = (name: string, n: number) => Array.from({ length: n }, (_, at) => `${name}${at}`);
const stored = (verdict: 'approve' | 'veto', n: number, ago = 60, name: string = verdict) =>
  storeRuns(
    database,
    ids(name, n).map((id) => ({ id, verdict, ago })),
  );
const drawnIds = async () => (await openAudits(database.pool)).map(({ runId }) => runId);

/** Somebody who types these answers, and what they were shown. */
function person(...answers: string[]) {
  const seen: string[] = [];
  const question = async (text: string) => {
    seen.push(text);
    return answers.shift() ?? 'quit';
  };
  return { terminal: { lines: { question } as never, write: (text: string) => void seen.push(text) }, seen };
}

describe('a draw', () => {
  test('takes half of its size from vetoes where there are enough, and fills up with the other kind where not', () => {
    expect(sizes(40, { approve: 900, veto: 100 })).toEqual({ approve: 20, veto: 20 });
    expect(sizes(40, { approve: 900, veto: 5 })).toEqual({ approve: 35, veto: 5 });
    expect(sizes(40, { approve: 3, veto: 100 })).toEqual({ approve: 3, veto: 37 });
    expect(sizes(40, { approve: 3, veto: 2 })).toEqual({ approve: 3, veto: 2 });
    expect(sizes(1, { approve: 3, veto: 2 })).toEqual({ approve: 1, veto: 0 });
  });

  test('is the same for the same seed, another for another one, and keeps how many each stands for', async () => {
    await stored('approve', 90);
    await stored('veto', 30);
    const draw = async (seed: number) => {
      await database.pool.query('DELETE FROM fettle.audit');
      await drawAudits(database, { sample: 20, seed, from: null });
      return await drawnIds();
    };
    const first = await draw(1);
    expect(await draw(2)).not.toEqual(first);
    expect(await draw(1)).toEqual(first);
    expect(
      first
        .slice(0, 2)
        .map((id) => id.replace(/\d+/, ''))
        .toSorted(),
    ).toEqual(['approve', 'veto']);
    const weights = (await audited(database.pool, null)).map(({ verdict, weight }) => `${verdict} ${weight}`);
    expect(new Set(weights)).toEqual(new Set(['approve 9', 'veto 3']));
  });

  test('covers no time twice, and nothing before it begins', async () => {
    await stored('approve', 2, 60, 'before');
    await stored('veto', 1, 60 * 24 * 90, 'old');
    const from = new Date(Date.now() - 30 * 24 * 3_600_000);
    expect((await drawAudits(database, { sample: 9, seed: 1, from })).strata.map((it) => it.drawn)).toEqual([2, 0]);
    await database.pool.query("UPDATE fettle.audit SET covers_until = now() - interval '30 minutes'");
    await stored('approve', 3, 20, 'after');
    await stored('veto', 3, 0, 'just now');
    expect((await drawAudits(database, { sample: 9, seed: 1, from })).strata.map((it) => it.of)).toEqual([3, 0]);
    expect((await drawnIds()).length).toBe(5);
  });
});

describe('an auditor', () => {
  test('sees what was asked and the change, never the verdict, and is asked again until there is an answer', async () => {
    const diff = DIFF.replace('a + b', 'a + b \u001b[2J ghp_0123456789abcdefghijABCDEFGHIJ');
    await storeRuns(database, [{ id: 'it', verdict: 'veto', diff, title: 'sum \u202esubtracts hunter-two' }]);
    await drawAudits(database, { sample: 1, seed: 1, from: null });
    const { terminal, seen } = person('perhaps', 'b', '9', '2, 4', '', 'It does more.');
    await answerAll(database, place, 'ann', terminal);
    const text = seen.join('');
    expect(text).toContain('# sum [U+202E]subtracts [redacted]');
    expect(text).toContain('a + b [U+001B][2J [redacted]');
    expect(text).not.toMatch(/veto|approve/i);
    expect(await audited(database.pool, null)).toEqual([{ verdict: 'veto', weight: 1, label: 'bad' }]);
    const { rows } = await database.pool.query('SELECT l.by, l.why, u.criteria FROM fettle.label l, fettle.audit u');
    expect(rows).toEqual([{ by: 'ann', why: 'It does more.', criteria: ['nothing_else', 'plausibly_correct'] }]);
    expect(printed.join('\n')).toContain('good among vetoed    0.0 % [0.0, 79.3] (0 of 1)');
  });

  test('may skip, be unsure and quit; what was not answered stays open', async () => {
    await stored('approve', 4);
    await drawAudits(database, { sample: 4, seed: 1, from: null });
    await answerAll(database, place, 'ann', person('s', 'u', 'No idea.', 'g', 'Fine.', 'q').terminal);
    const { answered, unsure, open } = judgeErrors(await audited(database.pool, null));
    expect({ answered, unsure, open }).toEqual({ answered: 2, unsure: 1, open: 2 });
    expect(printed).toEqual(["2 answered, 2 open. The judge's errors are shown when all are answered."]);
    await expect(answerAll(database, place, 'ann', null)).rejects.toThrow(/no terminal: --export FILE/);
  });

  test('may answer in a file, where the same answer twice counts once', async () => {
    await stored('approve', 2);
    await stored('veto', 2);
    await drawAudits(database, { sample: 4, seed: 1, from: null });
    const lines = await Promise.all(
      (await openAudits(database.pool)).map(async (one) => {
        const change = await judgedChange(database.pool, '/nowhere', one);
        return JSON.parse(auditLine(change as never)) as { run: string };
      }),
    );
    expect(lines[0]).toMatchObject({ prompt: expect.stringContaining('It should add.'), diff: DIFF, label: null });
    expect(JSON.stringify(lines)).not.toContain('verdict');
    const filled = lines.map((line) =>
      JSON.stringify({ ...line, label: line.run === 'veto0' ? null : 'good', why: 'Fine.' }),
    );
    await importAnswers(database, filled.join('\n'), 'a.jsonl', 'ann');
    await importAnswers(database, filled.join('\n'), 'a.jsonl', 'ann');
    expect(printed.filter((line) => line.startsWith('Stored'))).toEqual([
      'Stored 3 answers; 0 were there already, 1 are open.',
      'Stored 0 answers; 3 were there already, 1 are open.',
    ]);
    expect(judgeErrors(await audited(database.pool, null))).toMatchObject({ answered: 3, open: 1 });
  });
});

test('an answer to what was never drawn is refused, and nothing else of its file is taken', async () => {
  await stored('approve', 2);
  await drawAudits(database, { sample: 1, seed: 1, from: null });
  const [drawn] = await drawnIds();
  const other = drawn === 'approve0' ? 'approve1' : 'approve0';
  const line = (run: string) => JSON.stringify({ run, attempt: 1, round: 1, label: 'good', why: 'Fine.' });
  const both = `${line(drawn as string)}\n${line(other)}`;
  await expect(importAnswers(database, both, 'a.jsonl', 'ann')).rejects.toThrow(/was not drawn. Nothing was taken/);
  expect(await audited(database.pool, null)).toMatchObject([{ label: 'open' }]);
  const answer = { runId: other, attempt: 1, round: 1, label: 'good' as const, criteria: [], by: 'ann', why: 'x' };
  await expect(answerAudit(database, answer)).rejects.toThrow(/was not drawn/);
});

test.each([
  ['{', /a.jsonl, line 1: this is no JSON/],
  ['{"run": "r"}', /line 1: [\s\S]*attempt/],
  ['{"run": "r", "attempt": 1, "round": 1, "label": "fine"}', /label/],
  [
    '{"run": "r", "attempt": 1, "round": 1, "label": "bad", "why": "x"}',
    /a bad change, and no other, names under `criteria`/,
  ],
  ['{"run": "r", "attempt": 1, "round": 1, "label": "good"}', /`why` is empty/],
])('a file with %s is refused', (line, problem) => {
  expect(() => readAuditLines(line, 'a.jsonl', 'ann')).toThrow(problem);
});
