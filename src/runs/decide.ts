/**
 * What is next for a pull request of ours: one question, one answer, whoever asks.
 *
 * A webhook tells us that something changed, a timer that time has passed. Neither is trusted with more than that: both
 * make the caller read GitHub anew and ask here. So events may come late, twice, in any order or not at all, and the
 * worst that happens is that we look a little later.
 *
 * The order of the questions is the order of importance:
 *
 * 1. A merged or closed pull request is finished. Nothing below matters any more, a hold neither.
 * 2. `fettle:hold` means hands off: we neither push nor comment nor mark anything ready until it is gone.
 * 3. A head that we didn't push belongs to a person. We never push over it and hand the branch over. GitHub may still
 *    show the head before our last push for a moment; a head that was ours once is therefore waited for a while.
 * 4. While anything is pending there is no verdict, not even a red one: a repair that begins at the first red check
 *    races with the other checks, and the agent would see half of what is wrong.
 * 5. Checks register late. One that has not been created yet can't be told from one that will never come, so no verdict
 *    falls until nothing has changed for the settle time. A check that comes later makes us ask here again.
 * 6. Nothing reported is not success, and neither are checks that were all skipped: nobody looked at the change.
 * 7. Red: only `failure` is taken for a fault of the code and given to the agent. A check that was cancelled, went stale,
 *    could not start or ran out of time says nothing of the code; no edit can repair it, so a person is asked. Next to a
 *    real failure it is ignored, since one failing job often cancels its siblings.
 * 8. Green: what failed before is not remembered, only what each check says now. `neutral` counts as passed, `skipped`
 *    too as long as something passed.
 *
 * Nothing is remembered here and nothing done. Counters come with the snapshot, and spending one is the caller's.
 */
import { IN_PROGRESS_LABEL } from '../github/pull-requests.ts';
import type { CheckState, CiSnapshot, PullRequest } from '../github/types.ts';
import type { Outcome } from './types.ts';

export const HOLD_LABEL = 'fettle:hold';
export const NEEDS_HUMAN_LABEL = 'fettle:needs-human';
export const UNVERIFIED_LABEL = 'fettle:unverified';

/** GitHub's replicas agree within seconds; a head of ours that is still shown after this was put back by a person. */
const STALE_HEAD_MS = 120_000;

/** All that the decision rests on, read within the last seconds. Times are in ms since the epoch. */
export interface OuterSnapshot {
  now: number;
  settings: { settleMs: number; startMs: number; maxRepairs: number };
  pr: Pick<PullRequest, 'state' | 'merged' | 'draft' | 'headSha'>;
  /** Of the pull request and of the issue. */
  labels: readonly string[];
  /** The last commit that we pushed, and the earlier ones of this run. */
  head: string;
  earlierHeads: readonly string[];
  pushedAt: number;
  /** CI of `head`. */
  ci: CiSnapshot;
  /** When the caller last saw `ci` differ from the look before; 0 when it did not. */
  ciChangedAt: number;
  repairsSpent: number;
  /** The gate let it pass although something could not be verified; then it stays a draft. */
  unverified: boolean;
}

/** `untilMs` is when to look again at the latest; null leaves it to events and the reconcile timer. */
export type OuterAction =
  | { kind: 'wait'; untilMs: number | null; why: string }
  /** Nothing is left to do on GitHub but to say how it ended. */
  | { kind: 'done'; outcome: Outcome }
  /** CI is green: take away the draft, or the label that stands for it, then the run has ended. */
  | { kind: 'mark_ready'; outcome: Outcome }
  /** Start an attempt with these red checks as feedback, on budget. */
  | { kind: 'repair'; checks: CheckState[] }
  /** Label it, say what was tried and what a person can do, end. */
  | { kind: 'hand_over'; outcome: Outcome; why: string }
  /** As handing over, because no CI ever looked at it. */
  | { kind: 'no_ci'; outcome: Outcome };

export function decide(snapshot: OuterSnapshot): OuterAction {
  const { now, settings, ci } = snapshot;

  const people = peopleFirst(snapshot);
  if (people !== null) return people;

  const pending = ci.checks.filter((check) => check.status === 'pending');
  if (pending.length > 0) return wait(null, `${names(pending)} still to finish`);
  if (ci.workflowsPending) return wait(null, 'a workflow is still going');

  const settledAt = lastChange(snapshot) + settings.settleMs;
  const spoken = ci.checks.filter((check) => check.conclusion !== 'skipped');
  if (spoken.length === 0) {
    const startBy = Math.max(snapshot.pushedAt + settings.startMs, ci.checks.length === 0 ? 0 : settledAt);
    if (now < startBy) return wait(startBy, 'no check has reported yet');
    return { kind: 'no_ci', outcome: { kind: 'pr_handed_over', reason: 'no_ci', detail: silence(ci) } };
  }
  if (now < settledAt) return wait(settledAt, 'waiting for checks that may come late');

  return verdict(snapshot, spoken);
}

/** The first three questions: what people did ends or stops our work whatever CI says. Null when they did nothing. */
export function peopleFirst(
  snapshot: Pick<OuterSnapshot, 'now' | 'pr' | 'labels' | 'head' | 'earlierHeads' | 'pushedAt'>,
): OuterAction | null {
  const { now, pr } = snapshot;

  if (pr.merged) return { kind: 'done', outcome: { kind: 'pr_closed', reason: 'merged', detail: '' } };
  if (pr.state === 'closed') return { kind: 'done', outcome: { kind: 'pr_closed', reason: 'unmerged', detail: '' } };
  if (snapshot.labels.includes(HOLD_LABEL)) return wait(null, `the label ${HOLD_LABEL} is on`);

  if (pr.headSha !== snapshot.head) {
    const freshUntil = snapshot.pushedAt + STALE_HEAD_MS;
    if (snapshot.earlierHeads.includes(pr.headSha) && now < freshUntil) {
      return wait(freshUntil, 'GitHub does not show our last push yet');
    }
    const why = `the head of the branch is ${short(pr.headSha)}, which is not our ${short(snapshot.head)}`;
    return handOver({ kind: 'pr_handed_over', reason: 'person_pushed', detail: why });
  }
  return null;
}

function verdict(snapshot: OuterSnapshot, checks: readonly CheckState[]): OuterAction {
  const { settings, repairsSpent, pr } = snapshot;
  const failed = checks.filter((check) => check.conclusion === 'failure');
  if (failed.length > 0) {
    if (repairsSpent < settings.maxRepairs) return { kind: 'repair', checks: failed };
    const detail = `${names(failed)} red after ${count(repairsSpent, 'repair')}`;
    return handOver({ kind: 'pr_ci_red', reason: 'repairs_spent', detail });
  }
  const asking = checks.filter((check) => check.conclusion === 'action_required');
  if (asking.length > 0) {
    const detail = `${names(asking)} waiting for a person's approval`;
    return handOver({ kind: 'pr_handed_over', reason: 'action_required', detail });
  }
  const broken = checks.filter((check) => !passed(check));
  if (broken.length > 0) {
    const detail = broken.map((check) => `${check.name} ended as ${check.conclusion ?? 'unknown'}`).join(', ');
    return handOver({ kind: 'pr_ci_red', reason: 'infra', detail });
  }
  const detail = `${count(checks.length, 'check')} passed`;
  if (snapshot.unverified) {
    return handOver({
      kind: 'pr_handed_over',
      reason: 'unverified',
      detail: `${detail}; not all could be verified before`,
    });
  }
  const outcome: Outcome = { kind: 'pr_good', reason: 'ci_green', detail };
  const unfinished = pr.draft || snapshot.labels.includes(IN_PROGRESS_LABEL);
  return unfinished ? { kind: 'mark_ready', outcome } : { kind: 'done', outcome };
}

function passed(check: CheckState): boolean {
  return check.conclusion === 'success' || check.conclusion === 'neutral' || check.conclusion === 'skipped';
}

/** A check's time is GitHub's clock; one that runs ahead of ours must not make us wait for it. */
function lastChange({ now, pushedAt, ciChangedAt, ci }: OuterSnapshot): number {
  return Math.max(pushedAt, ciChangedAt, ...ci.checks.map((check) => Math.min(check.at, now)));
}

function silence(ci: CiSnapshot): string {
  if (ci.unknown !== undefined) return 'the app may not read checks or commit statuses of this repository';
  return ci.checks.length === 0 ? 'no check has reported' : `all ${count(ci.checks.length, 'check')} were skipped`;
}

function wait(untilMs: number | null, why: string): OuterAction {
  return { kind: 'wait', untilMs, why };
}

function handOver(outcome: Outcome): OuterAction {
  return { kind: 'hand_over', outcome, why: outcome.detail };
}

/** Up to three names; more would fill a line and help nobody. */
function names(checks: readonly CheckState[]): string {
  const shown = checks.slice(0, 3).map((check) => check.name);
  const more = checks.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function short(sha: string): string {
  return sha.slice(0, 9);
}
