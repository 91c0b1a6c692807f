import type { GitHub, PullRequest } from '../github/types.ts';
import { commitMessage, pullRequestBody, pullRequestTitle } from '../github/texts.ts';
import { holdsWorkflows } from '../guards/protected-path.ts';
import type { Mirror } from '../sandbox/types.ts';
import type { Redactor } from '../text/redact.ts';
import { changeTextOf } from './change-text.ts';
import { tellCheck } from './check-report.ts';
import type { Log } from './parts.ts';
import type { Attempt, GateReport, Run } from './types.ts';
import type { RunStore } from './run-store.ts';

export interface PublishSpec {
  run: Run;
  attempt: Attempt;
  /** The proof that exactly this tree passed; there is no other way in. */
  report: GateReport;
  mirror: Mirror;
  github: GitHub;
  store: RunStore;
  author: { name: string; email: string };
  /** Where people reach the dashboard; null: no links. */
  dashboard: string | null;
  redact: Redactor;
  log: Log;
}

export type Published =
  | { status: 'published'; pullRequest: PullRequest; commit: string; opened: boolean }
  /** Somebody else moved the branch; nothing was overwritten. */
  | { status: 'moved'; actual: string | null }
  | { status: 'refused'; message: string };

/**
 * The only way to GitHub for a change. Each step first finds what an earlier try already made: the commit is kept with
 * the attempt before it is pushed, the push compares and swaps, the pull request is looked up by its branch.
 */
export async function publish(spec: PublishSpec): Promise<Published> {
  const { run, report, attempt, mirror, github, store } = spec;
  if (!report.passed || report.baseSha !== run.baseSha)
    throw new Error('refusing to publish a tree that no gate passed');
  const { commit, signed } = await makeCommit(spec);

  const workflows = holdsWorkflows(await mirror.changes(report.baseSha, report.tree));
  const purpose = workflows && (await github.mayPushWorkflows()) ? 'push_workflows' : 'push';
  const pushed = await mirror.push(run.branch, commit, run.headSha, purpose);
  if (pushed.status === 'moved' && pushed.actual !== commit) return { status: 'moved', actual: pushed.actual };
  if (pushed.status === 'refused') return { status: 'refused', message: pushed.message };
  await store.update(run.id, { headSha: commit });

  const change = { ...(await changeTextOf(run, report, spec)), signed };
  const body = pullRequestBody(change);
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
  const about = { run, change, sha: commit, attempt: attempt.number };
  await tellCheck(about, null, () => mirror.diff(report.baseSha, report.tree), spec);
  await store.updateAttempt(run.id, attempt.number, { stage: 'published' });
  return { status: 'published', pullRequest, commit, opened };
}

/**
 * The commit of exactly the gated tree, made once: by GitHub, which signs it, or else by git. It is noted with the
 * attempt before anything moves, so that a try after a crash pushes the same one.
 */
async function makeCommit({
  run,
  attempt,
  report,
  mirror,
  github,
  store,
  author,
}: PublishSpec): Promise<{ commit: string; signed: boolean }> {
  const note = (commitSha: string) => store.updateAttempt(run.id, attempt.number, { stage: 'publish', commitSha });
  if (attempt.commitSha !== null && (await mirror.resolve(attempt.commitSha)) !== null)
    return { commit: attempt.commitSha, signed: await mirror.isSigned(attempt.commitSha) };
  const parents = attempt.mergeSha === null ? [attempt.startSha] : [attempt.startSha, attempt.mergeSha];
  const message = commitMessage(run, attempt);
  const changes = await Promise.all(
    (await mirror.changes(attempt.startSha, report.tree)).map(async ({ path, status, newMode, newId }) => ({
      path,
      mode: newMode,
      content: status === 'deleted' ? null : await mirror.blob(newId),
    })),
  );
  const baseTree = await mirror.treeOf(attempt.startSha);
  const made = await github.signedCommit({ baseTree, tree: report.tree, parents, message, changes });
  if (made !== null && (await mirror.adopt(made.sha, made.objects))) {
    await note(made.sha);
    return { commit: made.sha, signed: true };
  }
  const commit = await mirror.commit({ tree: report.tree, parents, message, author, at: attempt.createdAt });
  await note(commit);
  return { commit, signed: false };
}
