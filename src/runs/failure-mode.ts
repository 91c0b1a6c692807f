import { type Aftermath, judgementOf } from './aftermath/fate.ts';
import type { Outcome } from './types.ts';

/**
 * The three ways to fail of `docs/outcomes.md`. `none`: the change is known to be right. `not_counted`: infrastructure,
 * cancelled, or nothing that could have been done; it is in no rate.
 */
export type FailureMode = 'FM1' | 'FM2' | 'FM3' | 'none' | 'unknown' | 'not_counted';

type Reasons<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>['reason'];

const NO_PR: Record<Reasons<'no_pr'>, FailureMode> = {
  escalated: 'FM1',
  gave_up: 'FM1',
  budget: 'FM1',
  refused: 'FM1',
  verifier_red: 'FM1',
  could_not_verify: 'FM1',
  blocked: 'FM1',
  judge_veto: 'FM1',
  guard_veto: 'FM1',
  bad_config: 'FM1',
  cancelled: 'not_counted',
  task_changed: 'not_counted',
  repository_gone: 'not_counted',
  read_only: 'not_counted',
  infra: 'not_counted',
};

const HANDED_OVER: Record<Reasons<'pr_handed_over'>, FailureMode> = {
  person_pushed: 'unknown',
  unverified: 'unknown',
  no_ci: 'unknown',
  required_missing: 'unknown',
  action_required: 'unknown',
  base_moves: 'unknown',
  workflows: 'unknown',
  hold: 'unknown',
  cancelled: 'not_counted',
  repository_gone: 'not_counted',
  read_only: 'not_counted',
};

/**
 * How an ended run failed, by its outcome and by what is known of the change since. A run without a pull request is FM1 and
 * one whose CI stayed red is FM2, whatever happened later; all others are FM3 as soon as they are known to be wrong. Green
 * CI and a merge alone show nothing. Reasons of another version are unknown.
 */
export function failureMode(outcome: Pick<Outcome, 'kind' | 'reason'>, after: Aftermath): FailureMode {
  const reason = outcome.reason as string;
  if (outcome.kind === 'no_pr') return (NO_PR as Record<string, FailureMode>)[reason] ?? 'unknown';
  if (outcome.kind === 'pr_ci_red') return reason === 'infra' ? 'not_counted' : 'FM2';
  const judgement = judgementOf(after);
  if (judgement.is === 'wrong') return 'FM3';
  if (judgement.is === 'right') return 'none';
  if (judgement.is === 'closed') return 'not_counted';
  if (outcome.kind === 'pr_handed_over') return (HANDED_OVER as Record<string, FailureMode>)[reason] ?? 'unknown';
  return outcome.kind === 'pr_closed' && reason === 'unmerged' ? 'not_counted' : 'unknown';
}
