import type { GitHub, PullRequest } from '../github/types.ts';
import { NEEDS_HUMAN } from './end.ts';
import { MAY_ASK } from './may-ask.ts';
import type { RunParts } from './parts.ts';
import type { FettleEvent, Run, Wish } from './types.ts';

export type PullRequestAsked = Extract<FettleEvent, { kind: 'pr_asked' }>;

/**
 * Somebody asks for something on a pull request of ours. A run that had ended goes on, its budgets begin anew, and a
 * branch that a person took over is ours to edit again, from where they left it. Each review and comment counts once.
 * Returns whether it was news.
 */
export async function pullRequestAsked(event: PullRequestAsked, parts: RunParts): Promise<boolean> {
  const run = await parts.store.latestFor(event.repo, event.number);
  const key = `${event.source.kind}:${event.source.id}`;
  if (run === null || (await parts.store.hasWish(run.id, key))) return false;
  const github = parts.github.for(event.repo);
  if (!MAY_ASK.has(await github.permission(event.by))) {
    parts.log.info({ run: run.id, by: event.by }, 'ignored: whoever asked may not write to the repository');
    await parts.store.addWish(run.id, key, null);
    return false;
  }
  const pr = await github.pullRequest(event.number);
  if (pr.state === 'closed') return false;
  if (!(await parts.store.addWish(run.id, key, await wishOf(event, github)))) return false;
  const resumed = await goOn(run, pr, `${event.by} ${spoken(event)}`, parts);
  if (resumed && event.source.kind === 'comment') await github.react({ comment: event.source.id }, 'eyes');
  return resumed;
}

/**
 * The run goes on with its open pull request because a person wants it to. False when another run of the issue is at
 * work by now.
 */
export async function goOn(
  run: Run,
  pr: Pick<PullRequest, 'number' | 'headSha'>,
  why: string,
  parts: RunParts,
): Promise<boolean> {
  const resumed = await parts.store.resume(run.id, await ownHead(run, pr.headSha, parts));
  if (resumed === null) {
    parts.log.info({ run: run.id }, 'ignored: another run works on the issue by now');
    return false;
  }
  const number = (await parts.store.latestAttempt(run.id))?.number ?? 1;
  parts.status.say(resumed, number, 'resumed', why);
  const github = parts.github.for(run.repo);
  for (const place of new Set([pr.number, run.issue])) await github.removeLabel(place, NEEDS_HUMAN);
  await parts.queue.look(run.id);
  return true;
}

/** Words that only say "go on" ask for no change of their own. */
async function wishOf(event: PullRequestAsked, github: GitHub): Promise<Wish | null> {
  const { by, source, text } = event;
  if (source.kind !== 'review')
    return /^(?:retry|continue|)$/i.test(text.trim()) ? null : { by, source, text, threads: [] };
  const threads = (await github.reviewComments(event.number)).filter((it) => it.reviewId === source.id);
  return { by, source, text, threads };
}

/** A head that we did not push is theirs; from now on it is what we start from and compare with. */
async function ownHead(
  run: Run,
  headSha: string,
  parts: RunParts,
): Promise<{ headSha: string; baseSha: string } | null> {
  const ours = (await parts.store.attempts(run.id)).some((attempt) => attempt.commitSha === headSha);
  return ours || headSha === run.headSha ? null : { headSha, baseSha: headSha };
}

function spoken({ source, text }: PullRequestAsked): string {
  if (source.kind === 'review') return 'requested changes';
  const word = /^(retry|continue)$/i.exec(text.trim())?.[1]?.toLowerCase();
  return word === undefined && text.trim() !== ''
    ? 'asked for a change on the pull request'
    : `said ${word ?? 'go on'}`;
}
