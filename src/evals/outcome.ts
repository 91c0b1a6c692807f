import type { Outcome as RunOutcome } from '../runs/types.ts';
import { type Rate, wilson } from './statistics/wilson.ts';

/** Every way in which a task can end, offline and in production, in the order in which reports show them. */
export const OUTCOMES = {
  pr_good: [],
  pr_wrong: ['hidden_test', 'regression', 'scope', 'tamper', 'secret', 'reverted', 'reworked'],
  pr_ci_red: ['code', 'flaky', 'base_red', 'environment', 'infra', 'budget'],
  no_pr: ['gave_up', 'blocked', 'budget', 'verifier_red', 'guard_veto', 'judge_veto', 'infra'],
  cancelled: ['label', 'closed', 'person'],
  not_applicable: [],
  unknown: [],
} as const;

type Kinds = typeof OUTCOMES;
export type OutcomeKind = keyof Kinds;
export type WrongReason = Kinds['pr_wrong'][number];
export type CancelReason = Kinds['cancelled'][number];

/** Exactly one for each task: a kind, with a reason where the kind has reasons. */
export type EvalOutcome = {
  [K in OutcomeKind]: Kinds[K] extends readonly [] ? { kind: K } : { kind: K; reason: Kinds[K][number] };
}[OutcomeKind];

/** What is known of a run beside how it ended. */
export interface Evidence {
  /** Why the change is wrong, by hidden tests, people's labels or what happened after the merge. */
  wrong?: WrongReason;
  /**
   * The change was shown to be right: hidden tests passed, a person said so, or it was merged and stood for as long as it is
   * followed. A merge alone shows nothing.
   */
  right?: boolean;
  /** People closed its pull request without a merge after the run had ended. */
  closed?: boolean;
  /** Where a run was cancelled: by what, if its own record does not say. */
  cancelledBy?: CancelReason;
  /** CI stayed red because base was red, if the run's own record does not say. */
  baseRed?: boolean;
}

const NO_PR: Record<Extract<RunOutcome, { kind: 'no_pr' }>['reason'], EvalOutcome> = {
  escalated: { kind: 'no_pr', reason: 'gave_up' },
  gave_up: { kind: 'no_pr', reason: 'gave_up' },
  refused: { kind: 'no_pr', reason: 'gave_up' },
  blocked: { kind: 'no_pr', reason: 'blocked' },
  could_not_verify: { kind: 'no_pr', reason: 'blocked' },
  bad_config: { kind: 'no_pr', reason: 'blocked' },
  budget: { kind: 'no_pr', reason: 'budget' },
  verifier_red: { kind: 'no_pr', reason: 'verifier_red' },
  guard_veto: { kind: 'no_pr', reason: 'guard_veto' },
  judge_veto: { kind: 'no_pr', reason: 'judge_veto' },
  infra: { kind: 'no_pr', reason: 'infra' },
  cancelled: { kind: 'cancelled', reason: 'person' },
  task_changed: { kind: 'cancelled', reason: 'person' },
  repository_gone: { kind: 'not_applicable' },
  read_only: { kind: 'not_applicable' },
};

const CI_RED: Record<Extract<RunOutcome, { kind: 'pr_ci_red' }>['reason'], EvalOutcome> = {
  repairs_spent: { kind: 'pr_ci_red', reason: 'code' },
  gate: { kind: 'pr_ci_red', reason: 'code' },
  flapping: { kind: 'pr_ci_red', reason: 'flaky' },
  flaky: { kind: 'pr_ci_red', reason: 'flaky' },
  environment: { kind: 'pr_ci_red', reason: 'environment' },
  infra: { kind: 'pr_ci_red', reason: 'infra' },
  budget: { kind: 'pr_ci_red', reason: 'budget' },
};

const HANDED_OVER: Record<Extract<RunOutcome, { kind: 'pr_handed_over' }>['reason'], EvalOutcome> = {
  person_pushed: { kind: 'unknown' },
  unverified: { kind: 'unknown' },
  no_ci: { kind: 'unknown' },
  required_missing: { kind: 'unknown' },
  action_required: { kind: 'unknown' },
  base_moves: { kind: 'unknown' },
  workflows: { kind: 'unknown' },
  hold: { kind: 'unknown' },
  cancelled: { kind: 'cancelled', reason: 'person' },
  repository_gone: { kind: 'not_applicable' },
  read_only: { kind: 'not_applicable' },
};

/**
 * How a run of the app counts. What is known to be wrong is wrong however CI ended, once there is a pull request. Green CI
 * and a merge say nothing by themselves: such a run is unknown until evidence says what it is.
 */
export function outcomeOf(run: RunOutcome, evidence: Evidence = {}): EvalOutcome {
  if (run.kind === 'no_pr') return cancelledBy(known(NO_PR[run.reason]), run.by ?? evidence.cancelledBy);
  if (run.kind === 'pr_ci_red') {
    return (run.baseRed ?? evidence.baseRed) === true
      ? { kind: 'pr_ci_red', reason: 'base_red' }
      : known(CI_RED[run.reason]);
  }
  if (evidence.wrong !== undefined) return { kind: 'pr_wrong', reason: evidence.wrong };
  if (evidence.right === true) return { kind: 'pr_good' };
  if (evidence.closed === true) return { kind: 'cancelled', reason: 'closed' };
  if (run.kind === 'pr_handed_over') return cancelledBy(known(HANDED_OVER[run.reason]), run.by ?? evidence.cancelledBy);
  if (run.kind === 'pr_closed' && run.reason === 'unmerged') return { kind: 'cancelled', reason: 'closed' };
  return { kind: 'unknown' };
}

/** A database may have been written by another version, with reasons that the tables do not have. */
const known = (outcome: EvalOutcome | undefined): EvalOutcome => outcome ?? { kind: 'unknown' };

function cancelledBy(outcome: EvalOutcome, by: CancelReason | undefined): EvalOutcome {
  return outcome.kind === 'cancelled' && by !== undefined ? { kind: 'cancelled', reason: by } : outcome;
}

/** `no_pr{budget}`, `pr_good`: as people read it. */
export const outcomeText = (outcome: EvalOutcome): string =>
  'reason' in outcome ? `${outcome.kind}{${outcome.reason}}` : outcome.kind;

export const isInfra = (outcome: EvalOutcome): boolean => 'reason' in outcome && outcome.reason === 'infra';

export interface OutcomeRates {
  /** All but what infrastructure, cancelling and tasks that do not apply took away; unknown ones are in it. */
  n: number;
  /** By `outcomeText`, those that occurred. */
  rates: { outcome: string; rate: Rate }[];
  infra: Rate;
  cancelled: number;
  notApplicable: number;
}

/**
 * The share of each outcome with Wilson's interval. Infrastructure is a rate apart, of everything that was tried. Unknown
 * stays in the denominator, so that it can never make the good ones look like more. Trials must be independent.
 */
export function outcomeRates(outcomes: readonly EvalOutcome[]): OutcomeRates {
  const of = (kind: OutcomeKind) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const counted = outcomes.filter(
    (outcome) => !isInfra(outcome) && outcome.kind !== 'cancelled' && outcome.kind !== 'not_applicable',
  );
  const counts = new Map<string, number>();
  for (const outcome of counted) counts.set(outcomeText(outcome), (counts.get(outcomeText(outcome)) ?? 0) + 1);
  const infra = outcomes.filter(isInfra).length;
  return {
    n: counted.length,
    rates: ALL_OUTCOMES.map(outcomeText)
      .filter((outcome) => counts.has(outcome))
      .map((outcome) => ({ outcome, rate: wilson(counts.get(outcome) ?? 0, counted.length) })),
    infra: wilson(infra, counted.length + infra),
    cancelled: of('cancelled'),
    notApplicable: of('not_applicable'),
  };
}

/** All that there are, in the order of reports. */
export const ALL_OUTCOMES: readonly EvalOutcome[] = Object.entries(OUTCOMES).flatMap(([kind, reasons]) =>
  reasons.length === 0 ? [{ kind } as EvalOutcome] : reasons.map((reason) => ({ kind, reason }) as EvalOutcome),
);
