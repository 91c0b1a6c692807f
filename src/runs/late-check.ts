import type { CheckState } from '../github/types.ts';
import { remembered } from './ci-memory.ts';
import { NEEDS_HUMAN } from './end.ts';
import { takenBack } from './asked.ts';
import type { RunParts } from './parts.ts';
import type { Run } from './types.ts';

const GREEN: readonly CheckState['conclusion'][] = ['success', 'neutral', 'skipped'];

/**
 * CI says something of the head of a run that has ended: looked at again where that could change how it ended. What was
 * spent stays spent, so that a check which turns red every night does not pay for repairs without end.
 */
export async function afterTheEnd(run: Run, parts: RunParts): Promise<void> {
  try {
    await reopenIfChanged(run, parts);
  } catch (error) {
    // Where the repository is gone nothing changes any more; all else is worth another try.
    const access = await parts.github.for(run.repo).access();
    if (access?.state !== 'gone') throw error;
  }
}

async function reopenIfChanged(run: Run, parts: RunParts): Promise<void> {
  const { outcome, prNumber, headSha } = run;
  if (outcome === null || prNumber === null || headSha === null) return;
  if (outcome.kind !== 'pr_good' && !['no_ci', 'required_missing', 'action_required'].includes(outcome.reason)) return;
  const github = parts.github.for(run.repo);
  const pr = await github.pullRequest(prNumber);
  if (pr.state === 'closed' || pr.headSha !== headSha) return;
  const ci = await github.ci(headSha);
  // A second word about what we know already: the last events of a green head come after its verdict.
  if (run.watched !== null && remembered(run.watched, ci, parts.now()) === run.watched) return;
  const good = !ci.workflowsPending && ci.checks.every((check) => GREEN.includes(check.conclusion));
  if (outcome.kind === 'pr_good' && good) return;
  if (takenBack(run, await github.issue(run.issue), parts.settings.label) !== null) return;
  const reopened = await parts.store.reopen(run.id);
  if (reopened === null) return;
  const number = (await parts.store.latestAttempt(run.id))?.number ?? 1;
  parts.status.say(reopened, number, 'resumed', 'A check has reported after the end, so CI is looked at again');
  for (const place of new Set([prNumber, run.issue])) await github.removeLabel(place, NEEDS_HUMAN);
  await parts.queue.look(run.id);
}
