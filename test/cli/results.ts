import type { LocalResult } from '../../src/cli/local-verification.ts';
import type { Report } from '../../src/verifiers/types.ts';
import { gateResult } from '../../src/verifiers/gate-result.ts';

export const report = (more: Partial<Report> = {}): Report => ({
  check: 'npm:test',
  component: '',
  phase: 'test',
  command: 'npm run test',
  result: 'passed',
  summary: '3 tests passed',
  detail: '',
  failures: [],
  durationMs: 1200,
  ...more,
});

export const failed = (more: Partial<Report> = {}): Report =>
  report({
    result: 'failed',
    summary: '1 of 3 tests failed',
    detail: '1 of 3 tests failed\nsum.test.js:4 one and two\nexpected 3, actual -1',
    failures: [{ key: 'one and two', text: 'one and two\nexpected 3, actual -1', file: 'sum.test.js', line: 4 }],
    ...more,
  });

export const missing = (more: Partial<Report> = {}): Report =>
  report({ result: 'could_not_run', reason: 'tool_missing', summary: 'no Go here', durationMs: 0, ...more });

export const known = (more: Partial<Report> = {}): Report =>
  failed({ result: 'pre_existing', baseline: 'red', summary: 'as red on the base commit: 1 of 3', ...more });

export const result = (reports: Report[], more: Partial<LocalResult> = {}): LocalResult => ({
  dir: '/checkout',
  ranOn: 'host',
  scope: 'all',
  base: null,
  reports,
  passed: gateResult(reports).passed,
  notes: [],
  durationMs: 2500,
  ...more,
});
