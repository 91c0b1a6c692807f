import { expect, test } from '@jest/globals';
import { failOnBase } from '../../../src/runs/gate/vacuous-test.ts';
import type { Failure } from '../../../src/verifiers/types.ts';
import { couldNotRun, report } from '../gate-reports.ts';

const here = { check: 'npm:test (changed tests on base)' };
const tests = { passed: 2, failed: 0, skipped: 0 };
const red: Failure = { key: 'a', text: 'a' };
const passed = report('passed', { ...here, tests });

test('all passed: nothing was shown', () => {
  expect(failOnBase([passed], [])).toBe('pass');
  expect(failOnBase([report('passed', here)], [])).toBe('pass');
});

test('a red test, or a build that the tests break, is a test that fails on base', () => {
  expect(failOnBase([passed, report('failed', here)], [])).toBe('fail');
  const build = report('failed', { check: 'npm:build (changed tests on base)', phase: 'build' });
  expect(failOnBase([build, couldNotRun('not_reached', here)], [])).toBe('fail');
});

test('as red as base, and green with the fix: the fix mends what was red', () => {
  const asRed = report('pre_existing', { ...here, tests, failures: [red] });
  expect(failOnBase([asRed], [report('passed')])).toBe('fail');
  // What stays red is not the fix's doing.
  expect(failOnBase([asRed], [report('pre_existing', { failures: [red] })])).toBe('pass');
});

test('what did not run shows nothing either way', () => {
  expect(failOnBase([passed, couldNotRun('timed_out', here)], [])).toBe('unknown');
  expect(failOnBase([report('passed', { check: 'npm:build', phase: 'build' })], [])).toBe('unknown');
  expect(failOnBase([report('passed', { ...here, tests: { passed: 0, failed: 0, skipped: 2 } })], [])).toBe('unknown');
});
