import { describe, expect, test } from '@jest/globals';
import { needsBase, toReport } from '../../src/verifiers/report.ts';
import type { Seen } from '../../src/verifiers/run-check.ts';
import type { Check } from '../../src/verifiers/types.ts';

const check = { id: 'x:test', phase: 'test', component: '', command: 'x', timeoutMs: 1000 } as Check;
const seen = (failed: number, exitCode = 0): Seen => ({
  status: 'exited',
  exitCode,
  durationMs: 1,
  distilled: {
    text: '',
    summary: 'x: 3 tests passed',
    failures: [],
    tests: { passed: 3, failed, skipped: 0 },
    tools: [],
  },
});

describe('failures that end as a success', () => {
  test('are asked of base', () => {
    expect(needsBase(check, seen(2))).toBe(true);
    expect(needsBase(check, seen(0))).toBe(false);
    expect(needsBase({ ...check, phase: 'static' }, seen(2))).toBe(false);
  });
  test.each([
    ['passes', seen(0), 'green'],
    ['says so', seen(1, 1), 'red'],
  ])('are the doing of the change where base %s', (_what, base, baseline) => {
    const summary =
      '2 tests failed, and the command ended as a success all the same, which it does not do on the base commit';
    expect(toReport(check, seen(2), base)).toMatchObject({ result: 'failed', baseline, summary });
  });
  test.each([
    ['base does the same', seen(1)],
    ['there is no base', null],
  ])('pass where %s, and are told', (_what, base) => {
    expect(toReport(check, seen(2), base)).toMatchObject({
      result: 'passed',
      summary: 'x: 3 tests passed (2 tests failed, and the command ended as a success all the same)',
    });
  });
});
