import type { Report } from './types.ts';

export interface GateResult {
  passed: boolean;
  /** What the pull request must name as not verified. Empty unless the settings say `unverified: draft`. */
  unverified: Report[];
}

/**
 * The verifiers' part of the gate: nothing failed and at least one check that covers the change passed. What could not
 * run blocks, unless the base commit's settings say `unverified: draft`; then it is named. Checks that do not cover the
 * change are not among the reports.
 */
export function gateResult(reports: readonly Report[], unverified: 'block' | 'draft' = 'block'): GateResult {
  const failed = reports.some((report) => report.result === 'failed');
  const missing = reports.filter((report) => report.result === 'could_not_run');
  const passed = reports.some((report) => report.result === 'passed');
  if (failed || (missing.length > 0 && unverified === 'block')) return { passed: false, unverified: [] };
  return { passed: passed || missing.length > 0, unverified: missing };
}

/** Whether the gate passes without anybody's leave. */
export const gatePasses = (reports: readonly Report[]): boolean => gateResult(reports).passed;
