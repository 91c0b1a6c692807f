import type { GitHub, PullRequest } from '../github/types.ts';
import { commitMessage, pullRequestBody, pullRequestTitle } from '../github/texts.ts';
import type { Mirror } from '../sandbox/types.ts';
import type { Redactor } from '../text/redact.ts';
import type { Attempt, GateReport, Run, RunStore } from './types.ts';

export interface PublishSpec {
  run: Run;
  attempt: Attempt;
  attempts: readonly Attempt[];
  /** The proof that exactly this tree passed; there is no other way in. */
  report: GateReport;
  mirror: Mirror;
  github: GitHub;
  store: RunStore;
  author: { name: string; email: string };
  redact: Redactor;
}

export type Published =
  | { status: 'published'; pullRequest: PullRequest; commit: string; opened: boolean }
  /** Somebody else moved the branch; nothing was overwritten. */
  | { status: 'moved'; actual: string | null }
  | { status: 'refused'; message: string };

/**
 * The only way to GitHub for a change. Each step first finds what an earlier try already made: the commit is the same
 * commit when it is made again (its dates are the attempt's), the push compares and swaps, the pull request is looked
 * up by its branch.
 */
export async function publish(spec: PublishSpec): Promise<Published> {
  const { run, attempt, report, mirror, github, store } = spec;
  if (!report.passed || report.baseSha !== run.baseSha)
    throw new Error('refusing to publish a tree that no gate passed');
  const commit = await mirror.commit({
    tree: report.tree,
    parents: attempt.mergeSha === null ? [attempt.startSha] : [attempt.startSha, attempt.mergeSha],
    message: commitMessage(run, attempt),
    author: spec.author,
    at: attempt.createdAt,
  });
  await store.updateAttempt(run.id, attempt.number, { stage: 'publish', commitSha: commit });

  const pushed = await mirror.push(run.branch, commit, run.headSha);
  if (pushed.status === 'moved' && pushed.actual !== commit) return { status: 'moved', actual: pushed.actual };
  if (pushed.status === 'refused') return { status: 'refused', message: pushed.message };
  await store.update(run.id, { headSha: commit });

  const plans =
    report.treePlan === undefined
      ? { report }
      : { report: { ...report, plan: report.treePlan }, basePlan: report.plan };
  const body = pullRequestBody({ run, attempts: spec.attempts, ...plans, redact: spec.redact });
  const known = await github.findPullRequest(run.branch);
  const opened = known === null;
  const pullRequest =
    known ??
    (await github.createPullRequest({
      title: pullRequestTitle(run),
      body,
      head: run.branch,
      base: run.baseBranch ?? (await github.defaultBranch()),
    }));
  if (!opened) await github.updatePullRequest(pullRequest.number, { body });
  if (report.unverified) await github.addLabels(pullRequest.number, ['fettle:unverified']);
  await store.update(run.id, { prNumber: pullRequest.number, state: 'watching' });
  await store.updateAttempt(run.id, attempt.number, { stage: 'published' });
  return { status: 'published', pullRequest, commit, opened };
}
