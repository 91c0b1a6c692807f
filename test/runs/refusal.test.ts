import { describe, expect, test } from '@jest/globals';
import { couldNotVerify, hopeless, onlyBaseIsRed, refusalReason, stopReason } from '../../src/runs/refusal.ts';
import type { Report } from '../../src/verifiers/types.ts';
import { couldNotRun, gateReport, report } from './gate-reports.ts';

const verifiers = (...reports: Report[]) => gateReport('verifiers', { reports });

describe('whether a gate that did not pass is worth another round', () => {
  test.each<[string, Report[], boolean]>([
    ['a failed test', [report('failed')], false],
    ['a missing toolchain', [couldNotRun('toolchain')], true],
    ['a missing toolchain beside what passed', [report('passed'), couldNotRun('needs_service')], true],
    ['a missing toolchain, and a failed test', [couldNotRun('toolchain'), report('failed')], false],
    ['an install that the change may have broken', [couldNotRun('install_failed')], false],
    ['checks as red as on base, which may be the task', [report('pre_existing')], false],
    ['nothing at all', [], false],
  ])('%s', (_, reports, expected) => {
    expect(hopeless(verifiers(...reports))).toBe(expected);
  });

  test('guards and judge always are', () => {
    const reports = [couldNotRun('toolchain')];
    expect(hopeless(gateReport('guards', { reports }))).toBe(false);
    expect(hopeless(gateReport('judge', { reports }))).toBe(false);
  });
});

test.each<[string, Report[], boolean]>([
  ['a base that does not build', [report('passed'), couldNotRun('base_red')], true],
  ['that, and a failed test', [couldNotRun('base_red'), report('failed')], false],
  ['a missing toolchain', [couldNotRun('toolchain')], false],
  ['nothing at all', [], false],
])('whether only base is red: %s', (_, reports, expected) => {
  expect(onlyBaseIsRed(verifiers(...reports))).toBe(expected);
});

test('the reason of a refusal is where the last gate failed', () => {
  expect(refusalReason(gateReport('guards'))).toBe('guard_veto');
  expect(refusalReason(gateReport('judge', { reports: [report('failed')] }))).toBe('judge_veto');
  expect(refusalReason(verifiers(report('failed'), couldNotRun('timed_out')))).toBe('verifier_red');
  expect(refusalReason(verifiers(report('passed'), couldNotRun('timed_out')))).toBe('could_not_verify');
});

test('says of each check why it could not run', () => {
  const reports = [report('passed'), couldNotRun('toolchain', { check: 'npm:build', summary: 'node 30 is asked for' })];
  expect(couldNotVerify(reports)).toBe('npm:build: toolchain: node 30 is asked for');
  expect(couldNotVerify([])).toBe('No verifier covers the change.');
});

describe('why a run ends whose agent stopped', () => {
  const limits = { maxTurns: 12, maxMs: 120_000 };
  test.each([
    [{ kind: 'cannot_do', reason: 'it contradicts itself' } as const, 'escalated', 'it contradicts itself'],
    [{ kind: 'budget', which: 'turns' } as const, 'budget', 'All 12 turns are used (FETTLE_MAX_TURNS).'],
    [{ kind: 'budget', which: 'time' } as const, 'budget', 'All 2 minutes are used (FETTLE_MAX_MINUTES).'],
    [{ kind: 'model_faults', detail: '529' } as const, 'infra', 'The model could not be reached: 529'],
  ])('%j', (end, reason, detail) => {
    expect(stopReason(end, limits)).toEqual({ reason, detail });
  });
});
