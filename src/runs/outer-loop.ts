import type { CheckState } from '../github/types.ts';
import { carryOutAttempt } from './attempt.ts';
import { remembered } from './ci-memory.ts';
import { decide, type OuterAction, type OuterSnapshot, peopleFirst } from './decide.ts';
import { endRun } from './end.ts';
import { knownFlaky, rememberFlaky } from './flaky-history.ts';
import { takenBack } from './asked.ts';
import { carryOutWishes } from './outer/carry-out-wishes.ts';
import type { Look } from './outer/look.ts';
import { missedAsks } from './outer/missed-asks.ts';
import { mergeBase } from './outer/merge-base.ts';
import { readyForCi } from './outer/ready-for-ci.ts';
import { repair } from './outer/repair.ts';
import { rerun } from './outer/rerun.ts';
import { waitForBase } from './outer/wait-for-base.ts';
import { openMirror, type RunParts } from './parts.ts';
import { readEvidence } from './read-evidence.ts';
import { goOnThere, hasMoved, readOnly } from './repository-end.ts';
import type { Run } from './types.ts';

/**
 * The outer loop: one fresh look at the pull request, one decision, one action. Events and the timer both end here,
 * and nothing but what GitHub says now is taken into account. A repair under way goes on only if people let it.
 */
export async function watch(run: Run, parts: RunParts, signal: AbortSignal): Promise<void> {
  const attempts = await parts.store.attempts(run.id);
  const latest = attempts.at(-1) ?? null;
  if (run.prNumber === null || run.headSha === null || latest === null)
    throw new Error('a run is watched without a pull request');

  const github = parts.github.for(run.repo);
  const [pullRequest, issue] = await Promise.all([github.pullRequest(run.prNumber), github.issue(run.issue)]);
  const ci = await github.ci(run.headSha);
  const watched = remembered(run.watched, ci, parts.now());
  if (watched !== run.watched) {
    await rememberFlaky(parts.workshop.remembered, repoName(run), run.watched, watched);
    await parts.store.update(run.id, { watched });
  }
  const snapshot: OuterSnapshot = {
    now: parts.now(),
    settings: {
      settleMs: parts.settings.ciSettleMs,
      startMs: parts.settings.ciStartMs,
      maxRepairs: parts.settings.maxRepairs,
      maxFlakeReruns: parts.settings.maxFlakeReruns,
      maxInfraReruns: parts.settings.maxInfraReruns,
      readyWhenGreen: parts.settings.readyWhenGreen,
    },
    pr: pullRequest,
    labels: [...pullRequest.labels, ...issue.labels],
    // A crash right after a push may have kept us from noting that it was made.
    head: pullRequest.headSha === latest.commitSha ? pullRequest.headSha : run.headSha,
    earlierHeads: attempts.flatMap((attempt) =>
      attempt.commitSha === null || attempt.commitSha === run.headSha ? [] : [attempt.commitSha],
    ),
    pushedAt: watched.pushedAt,
    ci,
    ciChangedAt: watched.ciChangedAt,
    repairsSpent: await parts.store.spentOf(run.id, 'repair', null),
    reruns: {
      flaky: await parts.store.spentOf(run.id, 'flake_rerun', run.headSha),
      infra: await parts.store.spentOf(run.id, 'infra_rerun', run.headSha),
    },
    required: 'unread',
    readied: watched.readied ?? null,
    waitedForBase: (await parts.store.spentOf(run.id, 'base_red', run.headSha)) > 0,
    baseMerges: await parts.store.spentOf(run.id, 'base_merge', null),
    evidence: null,
    changed: new Set(),
    unverified: latest.gate?.unverified ?? false,
  };
  const look: Look = { run, latest, watched, pullRequest, github, parts, signal };
  const stop = peopleFirst(snapshot);
  if (stop !== null) return act(stop, look);
  if (pullRequest.readOnly) return endRun(run, readOnly(run), parts);
  if (hasMoved(run, pullRequest)) return goOnThere(run, pullRequest, parts);
  const back = asCancelled(run) ?? takenBack(run, issue, parts.settings.label);
  if (back !== null)
    return endRun(run, { kind: 'pr_handed_over', reason: 'cancelled', detail: back.why, by: back.by }, parts);
  // A failed attempt left the last published head as it is; a person wants the run to go on from there.
  if (latest.stage !== 'published' && latest.stage !== 'failed') return carryOutAttempt(run, parts, signal);
  if (await missedAsks(look)) return;
  const wishes = await parts.store.openWishes(run.id, latest.number);
  if (wishes.length > 0) return carryOutWishes(wishes, look);

  let action = decide(snapshot);
  if (action.kind === 'read_required')
    action = decide({ ...snapshot, required: await github.requiredChecks(pullRequest.baseRef) });
  if (action.kind === 'read_logs') action = decide({ ...snapshot, ...(await whyRed(action.checks, look)) });
  parts.log.debug({ run: run.id, action: action.kind }, 'looked at the pull request');
  return act(action, look);
}

const asCancelled = ({ cancel, cancelBy }: Run) => (cancel === null ? null : { why: cancel, by: cancelBy ?? 'person' });

const repoName = ({ repo }: Run): string => `${repo.owner}/${repo.name}`;

/** The second look, only when CI is red: logs, base's own state, and which paths are ours. */
async function whyRed(
  checks: readonly CheckState[],
  { run, latest, watched, github, parts, pullRequest, signal }: Look,
): Promise<Pick<OuterSnapshot, 'evidence' | 'changed'>> {
  const head = run.headSha as string;
  parts.status.say(
    run,
    latest.number,
    'ci',
    `CI is red on ${head.slice(0, 7)}: ${checks.map(({ name }) => name).join(', ')}`,
  );
  const baseHead = await github.branchHead(pullRequest.baseRef);
  const [base, mirror] = await Promise.all([
    baseHead === null ? null : github.ci(baseHead),
    openMirror(parts.mirrors, github, run.repo, signal),
  ]);
  // A person's own commit, on which they asked us to go on, was never fetched for a run.
  if ((await mirror.resolve(head)) === null) await mirror.fetch(signal);
  const evidence = await readEvidence({
    github,
    head,
    checks,
    base,
    flipping: await knownFlaky(parts.workshop.remembered, repoName(run), watched, checks),
    redact: parts.redact,
  });
  const changes = run.baseSha === null ? [] : await mirror.changes(run.baseSha, head);
  return { evidence, changed: new Set(changes.map(({ path }) => path)) };
}

async function act(action: OuterAction, look: Look): Promise<void> {
  const { run, parts, github, pullRequest } = look;
  switch (action.kind) {
    case 'wait':
      if (action.untilMs !== null) await parts.queue.look(run.id, Math.max(250, action.untilMs - parts.now()));
      return;
    case 'mark_ready':
      parts.status.say(
        run,
        look.latest.number,
        'ci',
        `CI is green on ${run.headSha?.slice(0, 7)}: ${action.outcome.detail}`,
      );
      // Where the operator keeps drafts, taking the draft away is a person's word that they have looked.
      if (!parts.settings.readyWhenGreen) return endRun(run, action.outcome, parts);
      await github.markReady(pullRequest);
      parts.status.say(run, look.latest.number, 'ready', `Pull request #${pullRequest.number} is ready for review`);
      return endRun(run, action.outcome, parts);
    case 'done':
      return endRun(run, action.outcome, parts);
    case 'no_ci':
    case 'hand_over':
      parts.status.say(run, look.latest.number, 'handed_over', action.outcome.detail);
      return endRun(run, action.outcome, parts, look.latest.gate);
    case 'repair':
      return repair(action.red, look);
    case 'rerun':
      return rerun(action.red, action.budget, look);
    case 'merge_base':
      return mergeBase(action.why, action.red, look);
    case 'wait_for_base':
      return waitForBase(action.red, action.untilMs, look);
    case 'ready_for_ci':
      return readyForCi(look);
    case 'read_logs':
    case 'read_required':
      throw new Error(`what was read is asked for again: ${action.kind}`);
  }
}
