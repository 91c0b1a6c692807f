import { describe, expect, test } from '@jest/globals';
import { checkAnnotations } from '../../src/runs/check-annotations.ts';
import { checkReport, tellCheck } from '../../src/runs/check-report.ts';
import type { GitHub } from '../../src/github/types.ts';
import type { Log } from '../../src/runs/parts.ts';
import type { Outcome } from '../../src/runs/types.ts';
import { aChange, aGate, aRepair, aReport, aRun, anAttempt, HOSTILE } from '../github/texts/sample.ts';
import { change } from '../guards/builders.ts';

const lines = (from: number, to: number, word = 'line') =>
  Array.from({ length: to - from + 1 }, (_, at) => `${word} ${from + at}\n`).join('');
/** Lines 10 and 30 of `a.js` changed, `gone.js` deleted, the last line of `short.js` taken away, `empty.js` emptied. */
const { diff } = change(
  { 'a.js': lines(1, 40), 'gone.js': 'x\n', 'short.js': lines(1, 9), 'empty.js': 'x\n' },
  {
    'a.js': lines(1, 9) + 'new 10\n' + lines(11, 29) + 'new 30\nnew 31\n' + lines(31, 40),
    'short.js': lines(1, 8),
    'empty.js': '',
  },
);
const hunk = (path: string, at = 0) => diff.find((file) => file.path === path)?.hunks[at]?.header ?? '';
const { verdict: approval } = aGate();
if (approval === null) throw new Error('the sample has a verdict');

const finding = { rule: 'weakened_test' as const, file: 'a.js', hunk: null, why: 'Fewer tests.', allowed: 'asked' };
const objection = { criterion: 'nothing_else' as const, why: 'Not asked for.', cited: true };
const about = (report = aGate(), more = {}) => ({
  run: aRun(),
  change: aChange({ report, ...more }),
  sha: 'c'.repeat(40),
  attempt: 1,
});

describe('annotations', () => {
  test('are on lines that the commit has', () => {
    const report = aGate({
      judge: { level: 'advise' },
      verdict: {
        ...approval,
        verdict: 'veto',
        objections: [
          { ...objection, path: 'a.js', hunk: hunk('a.js', 1) },
          { ...objection, path: 'b/a.js', hunk: `${/^@@ [^@]* @@/.exec(hunk('a.js'))?.[0]} as it was` },
          { ...objection, path: 'a.js', hunk: '@@ -1 +1 @@', cited: false },
          { ...objection, path: 'gone.js', hunk: hunk('gone.js') },
          { ...objection, path: 'empty.js', hunk: hunk('empty.js') },
        ],
      },
      findings: [
        { ...finding, line: 31 },
        { ...finding, line: 4_000 },
        { ...finding, file: 'short.js', hunk: hunk('short.js'), line: 9 },
        { ...finding, file: 'gone.js' },
        { ...finding, file: '' },
      ],
      changedLines: { checks: ['npm:test'], unrun: [{ file: 'a.js', lines: [10, 30, 31] }] },
    });
    const found = checkAnnotations(report, diff, undefined);
    expect(found.map(({ path, from, to, level, title }) => [path, from, to, level, title])).toEqual([
      ['a.js', 27, 34, 'warning', 'The judge objects: nothing else'],
      ['a.js', 7, 13, 'warning', 'The judge objects: nothing else'],
      ['a.js', 31, 31, 'warning', 'Guard weakened_test, allowed'],
      ['a.js', 7, 7, 'warning', 'Guard weakened_test, allowed'],
      ['short.js', 6, 6, 'warning', 'Guard weakened_test, allowed'],
      ['a.js', 10, 10, 'notice', 'No test ran this'],
      ['a.js', 30, 31, 'notice', 'No test ran this'],
    ]);
    expect(found[2]?.message).toBe('Fewer tests.\nAllowed: asked');
  });

  test('are two hundred at most, and quote nothing alive', () => {
    const report = aGate({ findings: Array.from({ length: 300 }, () => ({ ...finding, why: HOSTILE })) });
    const found = checkAnnotations(report, diff, undefined);
    expect(found).toHaveLength(200);
    expect(found[0]?.message).not.toMatch(/@octocat|#3\b/);
  });

  test('hold no objection of a judge that is not shown', () => {
    const objections = [{ ...objection, path: 'a.js', hunk: hunk('a.js') }];
    const verdict = { ...approval, objections };
    expect(checkAnnotations(aGate({ verdict, judge: { level: 'shadow' } }), diff, undefined)).toEqual([]);
    expect(checkAnnotations(aGate({ verdict, judge: { level: 'advise' } }), diff, undefined)).toHaveLength(1);
  });
});

describe('our check', () => {
  test.each<[string, ReturnType<typeof aGate>, Outcome | null, string]>([
    ['a gate that passed', aGate(), null, 'success'],
    ['green CI', aGate(), { kind: 'pr_good', reason: 'ci_green', detail: '' }, 'success'],
    ['what was not verified', aGate({ unverified: true }), null, 'neutral'],
    ['a check that could not run', aGate({ reports: [aReport({ result: 'could_not_run' })] }), null, 'neutral'],
    ['a veto that is advice', aGate({ verdict: { ...approval, verdict: 'veto' } }), null, 'neutral'],
    ['a hand-over', aGate(), { kind: 'pr_handed_over', reason: 'no_ci', detail: 'x' }, 'neutral'],
    ['a red CI', aGate(), { kind: 'pr_ci_red', reason: 'repairs_spent', detail: 'x' }, 'neutral'],
  ])('of %s', (_name, report, outcome, conclusion) => {
    expect(checkReport(about(report), outcome, null).conclusion).toBe(conclusion);
  });

  test('says the same as the pull request, and at the end how it ended', () => {
    const links = { repository: 'https://github.example/acme/parcel', run: 'https://fettle.example/runs/r' };
    const { output, ...rest } = checkReport(about(aGate(), { attempts: [anAttempt(), aRepair()], links }), null, []);
    expect(rest).toMatchObject({ name: 'fettle', externalId: 'r-4f2a91c7:1', detailsUrl: links.run, annotations: [] });
    expect(output.title).toBe('1 of 1 check passed · judge approves · 1 attempt after CI · $0.42, 2 min 28 s');
    expect(output.summary).toContain('| npm:test | ✅ passed | 120 tests passed |');
    expect(output.text).toMatch(/### Judge[^]*### Attempts after the first[^]*### Cost and time/);
    const red: Outcome = { kind: 'pr_ci_red', reason: 'repairs_spent', detail: 'build still red' };
    const ended = checkReport(about(), red, null).output;
    expect(ended.title).not.toContain('checks passed');
    expect(ended.summary).toContain('The run ended: `pr_ci_red{repairs_spent}`.\n\n> build still red');
    expect(ended.title.length).toBeLessThan(255);
  });

  test("stays within GitHub's limits, which count bytes", () => {
    const long = '日本語のテスト'.repeat(3_000);
    const reports = Array.from({ length: 40 }, () =>
      aReport({ result: 'failed', detail: long, summary: long, check: long }),
    );
    const attempts = [anAttempt({ summary: long }), aRepair({ summary: long }), aRepair({ summary: long })];
    const report = aGate({ reports });
    const { output } = checkReport(about(report, { attempts }), null, []);
    expect(Buffer.byteLength(output.summary)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(output.text)).toBeLessThanOrEqual(65_535);
    expect(output.title.length).toBeLessThan(255);
    expect(output.summary).toContain('### Verification');
  });

  test.each<[string, GitHub['reportCheck'], RegExp]>([
    ['refuses it', () => Promise.resolve('refused'), /was not taken: does the installation grant `checks: write`/],
    ['is away', () => Promise.reject(new Error('502')), /could not report our check/],
  ])('keeps no run from going on where GitHub %s', async (_name, reportCheck, said) => {
    const warned: string[] = [];
    const log = { warn: (_data: object, message: string) => void warned.push(message) } as unknown as Log;
    await tellCheck(about(), null, () => Promise.resolve(''), { github: { reportCheck } as GitHub, log });
    expect(warned).toEqual([expect.stringMatching(said)]);
  });
});
