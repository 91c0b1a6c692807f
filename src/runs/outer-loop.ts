import type { Feedback } from '../agent/types.ts';
import type { CheckState, GitHub, PullRequest } from '../github/types.ts';
import { carryOutAttempt, startAttempt } from './attempt.ts';
import { checkKey, remembered } from './ci-memory.ts';
import { decide, MAX_BASE_MERGES, type OuterAction, type OuterSnapshot, peopleFirst } from './decide.ts';
import type { Diagnosed } from './diagnose.ts';
import { endRun } from './end.ts';
import { baseRedComment, baseRedMarker } from '../github/texts.ts';
import { takenBack } from './intake.ts';
import { openMirror, type RunParts } from './parts.ts';
import { readEvidence } from './read-evidence.ts';
import type { Attempt, Outcome, Run, Watched } from './types.ts';

/** Red checks told to the agent; more are mostly one fault seen many times. */
const MAX_ITEMS = 5;
const RERUN_LOOK_MS = 5_000;
/** GitHub may show a conflict for a moment that the last push resolved. */
const BASE_LAG_MS = 15_000;

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
  if (watched !== run.watched) await parts.store.update(run.id, { watched });
  const snapshot: OuterSnapshot = {
    now: parts.now(),
    settings: {
      settleMs: parts.settings.ciSettleMs,
      startMs: parts.settings.ciStartMs,
      maxRepairs: parts.settings.maxRepairs,
      maxFlakeReruns: parts.settings.maxFlakeReruns,
      maxInfraReruns: parts.settings.maxInfraReruns,
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
    waitedForBase: (await parts.store.spentOf(run.id, 'base_red', run.headSha)) > 0,
    baseMerges: await parts.store.spentOf(run.id, 'base_merge', null),
    evidence: null,
    changed: new Set(),
    unverified: latest.gate?.unverified ?? false,
  };
  const look = { run, latest, pullRequest, github, parts, signal };
  const stop = peopleFirst(snapshot);
  if (stop !== null) return act(stop, look);
  const why = run.cancel ?? takenBack(run, issue, parts.settings.label);
  if (why !== null) return endRun(run, { kind: 'pr_handed_over', reason: 'cancelled', detail: why }, parts);
  if (latest.stage !== 'published') return carryOutAttempt(run, parts, signal);

  let action = decide(snapshot);
  if (action.kind === 'read_logs') action = decide({ ...snapshot, ...(await whyRed(action.checks, watched, look)) });
  parts.log.debug({ run: run.id, action: action.kind }, 'looked at the pull request');
  return act(action, look);
}

/** The second look, only when CI is red: logs, base's own state, and which paths are ours. */
async function whyRed(
  checks: readonly CheckState[],
  watched: Watched,
  { run, latest, github, parts, pullRequest, signal }: Look,
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
  const evidence = await readEvidence({
    github,
    head,
    checks,
    base,
    flipping: new Set(watched.flipped),
    redact: parts.redact,
  });
  const changes = run.baseSha === null ? [] : await mirror.changes(run.baseSha, head);
  return { evidence, changed: new Set(changes.map(({ path }) => path)) };
}

interface Look {
  run: Run;
  latest: Attempt;
  pullRequest: PullRequest;
  github: GitHub;
  parts: RunParts;
  signal: AbortSignal;
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
    case 'read_logs':
      throw new Error('the logs were read, and are asked for again');
  }
}

/** Red, and ours: why, in the distilled words of the logs, becomes the feedback of one more attempt. */
async function repair(red: readonly Diagnosed[], look: Look): Promise<void> {
  const { run, parts, latest, signal } = look;
  const head = run.headSha as string;
  const names = red.map(({ evidence }) => evidence.check.name).join(', ');
  const feedback = ciFeedback(red);
  parts.status.say(run, latest.number, 'repair', `Read the logs of ${names}`, feedback.items);
  // The head is the key: a crash between counting and starting does not count it twice.
  if (!(await parts.store.spend(run.id, 'repair', null, parts.settings.maxRepairs, head))) {
    const outcome: Outcome = { kind: 'pr_ci_red', reason: 'repairs_spent', detail: `${names} still red` };
    return endRun(run, outcome, parts, latest.gate);
  }
  await startAttempt(run, latest.number + 1, head, [feedback], parts);
  return carryOutAttempt(run, parts, signal);
}

/** Red on base too: said once for this head, where maintainers read; then base is asked again now and then. */
async function waitForBase(red: readonly Diagnosed[], untilMs: number, look: Look): Promise<void> {
  const { run, parts, latest, github, pullRequest } = look;
  const names = red.map(({ evidence }) => evidence.check.name);
  if (await parts.store.spend(run.id, 'base_red', run.headSha, 1, 'told')) {
    const text = `Waits for ${pullRequest.baseRef}, where ${names.join(', ')} is red too`;
    const events = await parts.store.events(run.id);
    if (events.at(-1)?.text !== text) parts.status.say(run, latest.number, 'waiting', text);
    await github.upsertComment(
      pullRequest.number,
      baseRedMarker(run.id),
      baseRedComment(run.id, names, pullRequest.baseRef),
      null,
    );
  }
  await parts.queue.look(run.id, Math.max(250, untilMs - parts.now()));
}

/** Runs checks again, each result once: what GitHub can't run again is left to people. */
async function rerun(red: readonly Diagnosed[], budget: 'flaky' | 'infra', look: Look): Promise<void> {
  const { run, parts, latest, github } = look;
  const { maxFlakeReruns, maxInfraReruns } = parts.settings;
  const checks = red.map(({ evidence }) => evidence.check);
  const key = checks.map((check) => `${checkKey(check)}#${check.checkRunId ?? check.at}`).join(' ');
  const [kind, limit] =
    budget === 'flaky' ? (['flake_rerun', maxFlakeReruns] as const) : (['infra_rerun', maxInfraReruns] as const);
  await parts.store.spend(run.id, kind, run.headSha, limit, key);
  const again = await github.rerun(checks);
  const why = red.map((one) => `${one.evidence.check.name}: ${one.why}`).join('; ');
  if (again.length === 0) {
    const reason = budget === 'flaky' ? 'flaky' : 'infra';
    return endRun(
      run,
      { kind: 'pr_ci_red', reason, detail: `${why}. It could not be run again from here` },
      parts,
      latest.gate,
    );
  }
  parts.status.say(run, latest.number, 'rerun', `Runs again: ${why}`);
  // GitHub says "queued" within seconds; until then the old result is what a look would see.
  await parts.queue.look(run.id, RERUN_LOOK_MS);
}

/** Merges the base branch in: a clean merge goes straight to the gate, a conflict is the agent's to resolve. */
async function mergeBase(why: string, red: readonly Diagnosed[], look: Look): Promise<void> {
  const { run, parts, latest, github, pullRequest, signal } = look;
  const head = run.headSha as string;
  const mirror = await openMirror(parts.mirrors, github, run.repo, signal);
  await mirror.fetch(signal);
  const theirs = await mirror.resolve(`refs/heads/${pullRequest.baseRef}`);
  if (theirs === null) throw new Error(`the base branch ${pullRequest.baseRef} is gone`);
  // Base is green again without a new commit: then ours has only to be run again.
  if (await mirror.isAncestor(theirs, head))
    return red.length > 0 ? rerun(red, 'flaky', look) : parts.queue.look(run.id, BASE_LAG_MS);
  if (!(await parts.store.spend(run.id, 'base_merge', null, MAX_BASE_MERGES, head)))
    return parts.queue.look(run.id, BASE_LAG_MS);
  const merged = await mirror.merge(head, theirs);
  parts.status.say(run, latest.number, 'repair', `Merges ${pullRequest.baseRef} in: ${why}`);
  // The gate compares with the base that is merged in, and its plan is made from there.
  const based = await parts.store.update(run.id, { baseSha: theirs });
  const feedback = merged.status === 'merged' ? [] : [conflictFeedback(pullRequest.baseRef, merged.paths)];
  await startAttempt(based, latest.number + 1, head, feedback, parts, theirs);
  return carryOutAttempt(based, parts, signal);
}

function conflictFeedback(baseRef: string, paths: readonly string[]): Feedback {
  const headline =
    'The base branch has moved, and your change conflicts with it. The conflict markers are in the files named below: resolve each one so that both intentions hold, remove the markers, change nothing else, and verify.';
  return { source: 'conflict', headline, items: [{ title: `in conflict with ${baseRef}`, body: paths.join('\n') }] };
}

function ciFeedback(red: readonly Diagnosed[]): Feedback {
  const items = red
    .slice(0, MAX_ITEMS)
    .map(({ evidence: { check, text } }) => ({ title: `${check.name} (${check.app})`, body: text }));
  const more = red.length > MAX_ITEMS ? ` ${red.length - MAX_ITEMS} more checks are red and not shown.` : '';
  return {
    source: 'ci',
    headline: `CI is red on your change, although the checks here were green. Find out what is different there, mend the cause, and verify.${more}`,
    items,
  };
}
