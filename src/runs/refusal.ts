import type { AgentEnd } from '../agent/types.ts';
import type { CouldNotRunReason, Report } from '../verifiers/types.ts';
import type { GateReport, NoPrReason } from './types.ts';

/** Reasons that no edit of the code can mend: going back to the agent would only cost money. */
const OUT_OF_REACH: ReadonlySet<CouldNotRunReason> = new Set([
  'no_verifier',
  'base_red',
  'tool_missing',
  'toolchain',
  'registry_unreachable',
  'needs_service',
  'needs_platform',
]);

/**
 * Whether all that keeps the gate from passing lies outside what the agent could change. Checks that are no more than
 * as red as on base do not: making them green may be the very task.
 */
export function hopeless(report: GateReport): boolean {
  if (report.failedAt !== 'verifiers') return false;
  const blocking = report.reports.filter((one) => one.result === 'failed' || one.result === 'could_not_run');
  return blocking.length > 0 && blocking.every((one) => one.reason !== undefined && OUT_OF_REACH.has(one.reason));
}

/** Whether nothing keeps the gate from passing but that base itself is red. */
export function onlyBaseIsRed(report: GateReport): boolean {
  const blocking = report.reports.filter((one) => one.result === 'failed' || one.result === 'could_not_run');
  return report.failedAt === 'verifiers' && blocking.length > 0 && blocking.every((one) => one.reason === 'base_red');
}

/** Whether only a permission that the App lacks stands in the way of what the task asks for. */
export function needsPermission({ failedAt, findings }: GateReport): boolean {
  const blocking = findings.filter(({ allowed }) => allowed === undefined);
  return failedAt === 'guards' && blocking.length > 0 && blocking.every(({ needs }) => needs !== undefined);
}

export function couldNotVerify(reports: readonly Report[]): string {
  const lines = reports
    .filter((one) => one.result === 'could_not_run')
    .map((one) => `${one.check}: ${one.reason}: ${one.summary}`);
  return lines.length > 0 ? lines.join('\n') : 'No verifier covers the change.';
}

/** The typed reason of a run that ends because its gate never passed. */
export function refusalReason(report: GateReport): NoPrReason {
  if (needsPermission(report)) return 'blocked';
  if (report.failedAt === 'guards') return 'guard_veto';
  if (report.failedAt === 'judge') return 'judge_veto';
  return report.reports.some((one) => one.result === 'failed') ? 'verifier_red' : 'could_not_verify';
}

type Stopped = Exclude<AgentEnd, { kind: 'finished' | 'cancelled' | 'asked' | 'planned' }>;
type Limits = { maxTurns: number; maxMs: number };

/** The typed reason of a run whose agent stopped without saying that it is done. */
export function stopReason(end: Stopped, limits: Limits): { reason: NoPrReason; detail: string } {
  switch (end.kind) {
    case 'cannot_do':
      return { reason: 'escalated', detail: end.reason };
    case 'budget':
      return { reason: 'budget', detail: limitText(end.which, limits) };
    case 'refused':
      return { reason: 'refused', detail: 'The model refused the task.' };
    case 'model_faults':
      return { reason: 'infra', detail: `The model could not be reached: ${end.detail}` };
  }
}

/** The limit that was reached, and the setting that raises it. */
function limitText(which: Extract<AgentEnd, { kind: 'budget' }>['which'], { maxTurns, maxMs }: Limits): string {
  switch (which) {
    case 'turns':
      return `All ${maxTurns} turns are used (FETTLE_MAX_TURNS).`;
    case 'money':
      return 'The money for one run is spent (FETTLE_MAX_COST_USD).';
    case 'time':
      return `All ${maxMs / 60_000} minutes are used (FETTLE_MAX_MINUTES).`;
    case 'context':
      return "The conversation no longer fits into the model's context.";
  }
}
