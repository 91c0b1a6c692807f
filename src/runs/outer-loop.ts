import type { Feedback } from '../agent/types.ts';
import type { CheckState, CiSnapshot, GitHub, PullRequest } from '../github/types.ts';
import { distil } from '../verifiers/distil/distil.ts';
import { carryOutAttempt, startAttempt } from './attempt.ts';
import { decide, type OuterAction, type OuterSnapshot, peopleFirst } from './decide.ts';
import { endRun } from './end.ts';
import { takenBack } from './intake.ts';
import type { RunParts } from './parts.ts';
import type { Attempt, Outcome, Run } from './types.ts';

/** Tokens of one red check's distilled log; a repair that needs more than a few of these needs a person. */
const TOKENS_PER_CHECK = 2_000;
const MAX_CHECKS = 5;

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
  const watched = await remember(run, ci, parts);
  const snapshot: OuterSnapshot = {
    now: parts.now(),
    settings: {
      settleMs: parts.settings.ciSettleMs,
      startMs: parts.settings.ciStartMs,
      maxRepairs: parts.settings.maxRepairs,
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
    unverified: latest.gate?.unverified ?? false,
  };
  const look = { run, latest, pullRequest, github, parts, signal };
  const stop = peopleFirst(snapshot);
  if (stop !== null) return act(stop, look);
  const why = run.cancel ?? takenBack(run, issue, parts.settings.label);
  if (why !== null) return endRun(run, { kind: 'pr_handed_over', reason: 'cancelled', detail: why }, parts);
  if (latest.stage !== 'published') return carryOutAttempt(run, parts, signal);

  const action = decide(snapshot);
  parts.log.debug({ run: run.id, action: action.kind }, 'looked at the pull request');
  return act(action, look);
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
      return repair(action.checks, look);
  }
}

/** Red, and ours: why, in the distilled words of the logs, becomes the feedback of one more attempt. */
async function repair(red: readonly CheckState[], look: Look): Promise<void> {
  const { run, parts, latest, signal } = look;
  const head = run.headSha as string;
  parts.status.say(
    run,
    latest.number,
    'ci',
    `CI is red on ${head.slice(0, 7)}: ${red.map((check) => check.name).join(', ')}`,
  );
  const feedback = await ciFeedback(red, look);
  parts.status.say(
    run,
    latest.number,
    'repair',
    `Read the logs of ${feedback.items.map((item) => item.title).join(', ')}`,
    feedback.items,
  );
  // The head is the key: a crash between counting and starting does not count it twice.
  if (!(await parts.store.spend(run.id, 'repair', null, parts.settings.maxRepairs, head))) {
    const outcome: Outcome = {
      kind: 'pr_ci_red',
      reason: 'repairs_spent',
      detail: `${red.map((check) => check.name).join(', ')} still red`,
    };
    return endRun(run, outcome, parts, latest.gate);
  }
  await startAttempt(run, latest.number + 1, head, [feedback], parts);
  return carryOutAttempt(run, parts, signal);
}

async function ciFeedback(red: readonly CheckState[], { run, github, parts }: Look): Promise<Feedback> {
  const items = await Promise.all(
    red.slice(0, MAX_CHECKS).map(async (check) => {
      const log = await github.failureLog(run.headSha as string, check);
      const { text, summary } = await distil(log, { exitCode: null, ci: true, maxTokens: TOKENS_PER_CHECK });
      return { title: `${check.name} (${check.app})`, body: parts.redact(text.trim() === '' ? summary : text) };
    }),
  );
  const more = red.length > MAX_CHECKS ? ` ${red.length - MAX_CHECKS} more checks are red and not shown.` : '';
  return {
    source: 'ci',
    headline: `CI is red on your change, although the checks here were green. Find out what is different there, mend the cause, and verify.${more}`,
    items,
  };
}

/** What CI said at the last look, to see when it last changed. Kept with the run, since looks come from any worker. */
async function remember(run: Run, ci: CiSnapshot, parts: RunParts): Promise<{ pushedAt: number; ciChangedAt: number }> {
  const checks = ci.checks.map((check) =>
    [check.app, check.name, check.status, check.conclusion, check.checkRunId].join('\t'),
  );
  const digest = [ci.sha, ci.workflowsPending, ...checks.toSorted((a, b) => a.localeCompare(b))].join('\n');
  const before = run.watched;
  const now = parts.now();
  if (before !== null && before.sha === ci.sha && before.digest === digest) return before;
  const watched = {
    sha: ci.sha,
    digest,
    pushedAt: before?.sha === ci.sha ? before.pushedAt : now,
    ciChangedAt: before?.sha === ci.sha ? now : 0,
  };
  await parts.store.update(run.id, { watched });
  return watched;
}
