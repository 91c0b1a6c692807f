import { z } from 'zod';
import { isQueueBranch, number, sha, text, translator } from './payload.ts';

/** Who made a check. Null for an app that is gone. */
const App = z.object({ id: number }).nullish();

/** Null where GitHub does not know it. */
const branch = text(500).nullish();
const CheckRun = z.object({
  check_run: z.object({ head_sha: sha, app: App, check_suite: z.object({ head_branch: branch }).nullish() }),
});
const CheckSuite = z.object({
  action: text(50),
  check_suite: z.object({ head_sha: sha, head_branch: branch, app: App }),
});
const WorkflowRun = z.object({ workflow_run: z.object({ head_sha: sha, head_branch: branch }) });
const Status = z.object({ sha });

const OURS = { ignored: 'it is our own check' };
const QUEUE = { ignored: 'it is about a branch of the merge queue' };

/*
 * Whatever CI reports only says "look at this commit again": what is true is then asked from GitHub. So neither the
 * conclusion nor the pull request is read here; for forks GitHub leaves the latter out anyway.
 */

export const fromCheckRun = translator(CheckRun, ({ check_run }, repo, us) => {
  if (check_run.app?.id === us.appId) return OURS;
  if (isQueueBranch(check_run.check_suite?.head_branch)) return QUEUE;
  return { kind: 'ci', repo, sha: check_run.head_sha };
});

/** Every push makes a suite for every app, ours included, and asks for it: those say nothing about CI. */
export const fromCheckSuite = translator(CheckSuite, ({ action, check_suite }, repo, us) => {
  if (check_suite.app?.id === us.appId) return OURS;
  if (isQueueBranch(check_suite.head_branch)) return QUEUE;
  if (action !== 'completed') return { ignored: 'the suite is not complete' };
  return { kind: 'ci', repo, sha: check_suite.head_sha };
});

export const fromWorkflowRun = translator(WorkflowRun, ({ workflow_run }, repo) =>
  isQueueBranch(workflow_run.head_branch) ? QUEUE : { kind: 'ci', repo, sha: workflow_run.head_sha },
);

export const fromStatus = translator(Status, (payload, repo) => ({ kind: 'ci', repo, sha: payload.sha }));
