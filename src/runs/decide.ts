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
 *    A head in conflict with its base gets the base merged in before anything else: no verdict on it is worth a wait.
 * 4. While anything is pending there is no verdict, not even a red one: a repair that begins at the first red check
 *    races with the other checks, and the agent would see half of what is wrong.
 * 5. Checks register late. One that has not been created yet can't be told from one that will never come, so no verdict
 *    falls until nothing has changed for the settle time. A check that comes later makes us ask here again.
 * 6. Nothing reported is not success, and neither are checks that were all skipped: nobody looked at the change. CI may
 *    skip drafts, so the draft is taken away once before we give up. A check that base demands and that never reports
 *    is treated the same, and named. Checks that are not demanded count like those that are: maintainers see red anyway.
 * 7. Red: first the logs are read, and each red check is diagnosed (diagnose.ts). Only `code` is given to the agent, and
 *    only that spends a repair. Next to it the rest is ignored, since one failing job often cancels its siblings and the
 *    next push runs them all. What needs something that only people have is handed over. A flake and a fault of the
 *    machine are run again, each on a budget of its own for this head; what base has too waits for base.
 * 8. Green: what failed before is not remembered, only what each check says now. `neutral` counts as passed, `skipped`
 *    too as long as something passed.
 *
 * Nothing is remembered here and nothing done. Counters come with the snapshot, and spending one is the caller's.
 */
import { IN_PROGRESS_LABEL } from '../github/pull-requests.ts';
import type { CheckState, CiSnapshot, PullRequest } from '../github/types.ts';
import { type Diagnosed, diagnose, type Evidence } from './diagnose.ts';
import type { Outcome } from './types.ts';

export const HOLD_LABEL = 'fettle:hold';
export const NEEDS_HUMAN_LABEL = 'fettle:needs-human';
export const UNVERIFIED_LABEL = 'fettle:unverified';

/** GitHub's replicas agree within seconds; a head of ours that is still shown after this was put back by a person. */
const STALE_HEAD_MS = 120_000;

/** Waits between re-runs for faults of the machine, ms; the first comes at once. */
const INFRA_BACKOFF_MS = [0, 60_000, 300_000, 900_000, 1_800_000];
/** A base that conflicts again and again is worked on by somebody: people sort that out faster. */
export const MAX_BASE_MERGES = 5;
/** How often base is asked whether it is green again, ms. */
const BASE_WAIT_MS = 10 * 60_000;

/** All that the decision rests on, read within the last seconds. Times are in ms since the epoch. */
export interface OuterSnapshot {
  now: number;
  settings: {
    settleMs: number;
    startMs: number;
    maxRepairs: number;
    maxFlakeReruns: number;
    maxInfraReruns: number;
    readyWhenGreen: boolean;
  };
  pr: Pick<PullRequest, 'state' | 'merged' | 'draft' | 'headSha' | 'mergeable'>;
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
  /** Re-runs asked for on this head, by what they were for. */
  reruns: { flaky: number; infra: number };
  /** Names of the checks that base demands; null where GitHub does not tell, `unread` when nobody has asked yet. */
  required: readonly string[] | null | 'unread';
  /** Since when this head is no draft any more, because CI may skip drafts; null when that was not done. */
  readied: { at: number; done: boolean } | null;
  /** This head was red only for what base was red for too; when base is green again it is merged in. */
  waitedForBase: boolean;
  /** How often this run has merged base in. */
  baseMerges: number;
  /** What the logs of the red checks say; null when nobody has read them yet. */
  evidence: readonly Evidence[] | null;
  /** Paths that the pull request changes. */
  changed: ReadonlySet<string>;
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
  /** Take the draft away, since CI may skip drafts, and give CI its time once more. */
  | { kind: 'ready_for_ci' }
  /** Read which checks the base branch demands, and ask again. */
  | { kind: 'read_required' }
  /** Read why these checks are red, and ask again. */
  | { kind: 'read_logs'; checks: CheckState[] }
  /** Start an attempt with these red checks as feedback, on budget. */
  | { kind: 'repair'; red: Diagnosed[] }
  /** Run these checks again, on the budget of flakes or of machines. */
  | { kind: 'rerun'; red: Diagnosed[]; budget: 'flaky' | 'infra' }
  /** Merge the base branch in, as an attempt of its own: base is green again, or in conflict with us. */
  | { kind: 'merge_base'; why: string; red: Diagnosed[] }
  /** Red on base too: say so once, and look again. */
  | { kind: 'wait_for_base'; red: Diagnosed[]; untilMs: number }
  /** Label it, say what was tried and what a person can do, end. */
  | { kind: 'hand_over'; outcome: Outcome; why: string }
  /** As handing over, because no CI ever looked at it. */
  | { kind: 'no_ci'; outcome: Outcome };

export function decide(snapshot: OuterSnapshot): OuterAction {
  const { now, settings, ci } = snapshot;

  const people = peopleFirst(snapshot);
  if (people !== null) return people;

  // Nothing CI says of a head that can't be merged is worth waiting for.
  if (snapshot.pr.mergeable === false) return mergeBase(snapshot, 'it is in conflict with the base branch', []);

  const pending = ci.checks.filter((check) => check.status === 'pending');
  if (pending.length > 0) return wait(null, `${names(pending)} still to finish`);
  if (ci.workflowsPending) return wait(null, 'a workflow is still going');

  const settledAt = lastChange(snapshot) + settings.settleMs;
  const spoken = ci.checks.filter((check) => check.conclusion !== 'skipped');
  if (spoken.length === 0) {
    const startBy = Math.max(startOver(snapshot), ci.checks.length === 0 ? 0 : settledAt);
    if (now < startBy) return wait(startBy, 'no check has reported yet');
    if (mayBeReadied(snapshot)) return { kind: 'ready_for_ci' };
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
  const { pr } = snapshot;
  const red = checks.filter((check) => !passed(check) && check.conclusion !== 'action_required');
  if (red.length > 0) return whenRed(snapshot, red);
  const asking = checks.filter((check) => check.conclusion === 'action_required');
  if (asking.length > 0) {
    const detail = `${names(asking)} waiting for a person's approval`;
    return handOver({ kind: 'pr_handed_over', reason: 'action_required', detail });
  }
  if (snapshot.required === 'unread') return { kind: 'read_required' };
  const missing = missingOf(snapshot.required, snapshot.ci);
  if (missing.length > 0) {
    const startBy = startOver(snapshot);
    if (snapshot.now < startBy) return wait(startBy, `${missing.join(', ')} must report, and has not yet`);
    if (mayBeReadied(snapshot)) return { kind: 'ready_for_ci' };
    const detail = `${missing.slice(0, 5).join(', ')} must pass on the base branch's word, and never reported; all else passed`;
    return handOver({ kind: 'pr_handed_over', reason: 'required_missing', detail });
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

/** The seventh question: what kind of red it is, and what that calls for. */
function whenRed(snapshot: OuterSnapshot, checks: readonly CheckState[]): OuterAction {
  const { now, settings, evidence, reruns, repairsSpent, changed, waitedForBase } = snapshot;
  if (evidence === null) return { kind: 'read_logs', checks: [...checks] };
  const red = evidence.map((one) => diagnose(one, { changed, reruns: reruns.flaky, waitedForBase }));
  const kind = (diagnosis: Diagnosed['diagnosis']) => red.filter((one) => one.diagnosis === diagnosis);

  if (waitedForBase && kind('base_red').length === 0) return mergeBase(snapshot, 'the base branch is green again', red);

  const code = kind('code');
  const ours = code.filter((one) => one.doubtful !== true || settings.maxFlakeReruns === 0);
  if (ours.length > 0) {
    if (repairsSpent < settings.maxRepairs) return { kind: 'repair', red: code };
    const detail = `${reasons(ours)}, after ${count(repairsSpent, 'repair')}`;
    return handOver({ kind: 'pr_ci_red', reason: 'repairs_spent', detail });
  }
  const environment = kind('environment');
  if (environment.length > 0)
    return handOver({ kind: 'pr_ci_red', reason: 'environment', detail: reasons(environment) });

  const flaky = [...kind('flaky'), ...code];
  if (flaky.length > 0) {
    if (reruns.flaky < settings.maxFlakeReruns) return { kind: 'rerun', red: flaky, budget: 'flaky' };
    const detail = `${reasons(flaky)}, after ${count(reruns.flaky, 're-run')}`;
    return handOver({ kind: 'pr_ci_red', reason: 'flaky', detail });
  }
  const infra = kind('infra');
  if (infra.length > 0) {
    if (reruns.infra >= settings.maxInfraReruns)
      return handOver({
        kind: 'pr_ci_red',
        reason: 'infra',
        detail: `${reasons(infra)}, after ${count(reruns.infra, 're-run')}`,
      });
    const backoff = INFRA_BACKOFF_MS[Math.min(reruns.infra, INFRA_BACKOFF_MS.length - 1)] as number;
    const at = lastChange(snapshot) + backoff;
    if (now < at) return wait(at, `${reasons(infra)}; it is run again in a while`);
    return { kind: 'rerun', red: infra, budget: 'infra' };
  }
  return { kind: 'wait_for_base', red, untilMs: now + BASE_WAIT_MS };
}

function mergeBase(snapshot: OuterSnapshot, why: string, red: Diagnosed[]): OuterAction {
  if (snapshot.baseMerges < MAX_BASE_MERGES) return { kind: 'merge_base', why, red };
  const detail = `${why}, after ${count(snapshot.baseMerges, 'merge')}`;
  return handOver({ kind: 'pr_handed_over', reason: 'base_moves', detail });
}

/** When CI has had its time to begin. */
function startOver({ pushedAt, readied, settings }: OuterSnapshot): number {
  return Math.max(pushedAt, readied?.at ?? 0) + settings.startMs;
}

/** Once for each head, and never where drafts are to stay, something could not be verified, or we can't see what comes of it. */
function mayBeReadied({ pr, ci, readied, unverified, settings }: OuterSnapshot): boolean {
  if (unverified || !settings.readyWhenGreen || ci.unknown !== undefined) return false;
  return readied === null ? pr.draft : !readied.done;
}

/** Required checks that nobody has reported. A job that was skipped has reported; GitHub counts it as passed, too. */
function missingOf(required: readonly string[] | null, ci: CiSnapshot): string[] {
  const reported = new Set(ci.checks.map((check) => check.name));
  return (required ?? []).filter((name) => !reported.has(name));
}

const reasons = (red: readonly Diagnosed[]): string =>
  red
    .slice(0, 3)
    .map(({ evidence, why }) => `${evidence.check.name}: ${why}`)
    .join('; ');

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
