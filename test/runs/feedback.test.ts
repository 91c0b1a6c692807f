import { expect, test } from '@jest/globals';
import { gateFeedback } from '../../src/runs/feedback.ts';
import type { Finding } from '../../src/guards/types.ts';
import type { Verdict } from '../../src/judge/types.ts';
import { gateReport, report } from './gate-reports.ts';

test('guards: what is allowed is not held against the change', () => {
  const finding: Finding = {
    rule: 'weakened_test',
    file: 'test/a.js',
    hunk: '@@ -1,4 +1,4 @@',
    line: 3,
    why: 'It is skipped now.',
  };
  const allowed: Finding = {
    rule: 'protected_path',
    file: 'ci.yml',
    hunk: null,
    why: 'It is protected.',
    allowed: 'asked for',
  };
  const { source, items } = gateFeedback(gateReport('guards', { findings: [finding, allowed] }));
  expect(source).toBe('guards');
  expect(items).toEqual([{ title: 'weakened_test test/a.js:3', body: 'It is skipped now.' }]);
});

test('judge: only what it can point at, and what nobody asked for', () => {
  const met = { met: true, why: 'Seen.' };
  const criterion = 'does_what_was_asked' as const;
  const verdict = {
    verdict: 'veto',
    criteria: {
      does_what_was_asked: { met: false, why: 'It multiplies.' },
      nothing_else: met,
      no_weakened_checks: met,
      plausibly_correct: met,
    },
    objections: [
      { criterion, path: 'a.js', hunk: '@@ -1 +1 @@', why: 'This is a product.', cited: true },
      { criterion, path: 'made-up.js', hunk: '@@ -9 +9 @@', why: 'Not in the diff.', cited: false },
    ],
    unrequested: [{ path: 'b.js', hunk: '@@ -0,0 +1 @@' }],
  } as unknown as Verdict;
  expect(gateFeedback(gateReport('judge', { verdict })).items).toEqual([
    { title: 'does what was asked: not met', body: 'It multiplies.' },
    { title: 'a.js @@ -1 +1 @@', body: 'This is a product.' },
    { title: 'b.js @@ -0,0 +1 @@', body: 'Nobody asked for this part.' },
  ]);
});

test('verifiers: red on its own account is told from as red as before', () => {
  const told = (...reports: ReturnType<typeof report>[]) => gateFeedback(gateReport('verifiers', { reports }));
  const red = told(report('failed', { summary: '1 of 3 tests failed', detail: 'sum: 2 !== 3' }));
  expect(red.headline).toContain('do not pass on your change');
  expect(red.items[0]?.body).toContain('npm:test: FAILED: 1 of 3 tests failed');
  expect(red.items[0]?.body).toContain('sum: 2 !== 3');
  expect(told(report('pre_existing')).headline).toContain('as red as they were before');
});
