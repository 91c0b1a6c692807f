import type { Feedback } from '../../agent/types.ts';
import { carryOutAttempt, startAttempt } from '../attempt.ts';
import { MAX_BASE_MERGES } from '../decide.ts';
import type { Diagnosed } from '../diagnose.ts';
import { openMirror } from '../parts.ts';
import type { Look } from './look.ts';
import { rerun } from './rerun.ts';

/** GitHub may show a conflict for a moment that the last push resolved. */
const BASE_LAG_MS = 15_000;

/** Merges the base branch in: a clean merge goes straight to the gate, a conflict is the agent's to resolve. */
export async function mergeBase(why: string, red: readonly Diagnosed[], look: Look): Promise<void> {
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
