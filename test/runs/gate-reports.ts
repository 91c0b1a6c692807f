import type { GateReport } from '../../src/runs/types.ts';
import type { Report } from '../../src/verifiers/types.ts';

export function report(result: Report['result'], change: Partial<Report> = {}): Report {
  return {
    check: 'npm:test',
    component: '',
    phase: 'test',
    command: 'npm test',
    result,
    summary: '',
    detail: '',
    failures: [],
    durationMs: 1,
    ...change,
  };
}

export const couldNotRun = (reason: Report['reason'] & {}, change: Partial<Report> = {}): Report =>
  report('could_not_run', { reason, ...change });

/** A gate that did not pass, for the reason given. */
export function gateReport(failedAt: GateReport['failedAt'], change: Partial<GateReport> = {}): GateReport {
  return {
    tree: 'a'.repeat(40),
    baseSha: 'b'.repeat(40),
    passed: false,
    unverified: false,
    plan: { checks: [], installs: [], gateFiles: [] },
    findings: [],
    reports: [],
    verdict: null,
    failedAt,
    ...change,
  };
}
