import type { z } from 'zod';
import { CheckRunAnswer, CheckSuiteAnswer, StatusAnswer, WorkflowRunAnswer } from './answers.ts';
import { latestChecks } from './check-outcome.ts';
import { type Context, orElse } from './repository.ts';
import type { CiSnapshot } from './types.ts';

export type CheckRunRead = z.infer<typeof CheckRunAnswer>;
export type CheckSuiteRead = z.infer<typeof CheckSuiteAnswer>;
export type StatusRead = z.infer<typeof StatusAnswer>;
export type WorkflowRunRead = z.infer<typeof WorkflowRunAnswer>;

/** All that GitHub told of a commit; null is what it would not tell, for want of a permission or of the endpoint. */
export interface CiReading {
  sha: string;
  ownAppId: number;
  checkRuns: CheckRunRead[] | null;
  suites: CheckSuiteRead[] | null;
  statuses: StatusRead[] | null;
  workflowRuns: WorkflowRunRead[] | null;
}

/** Checks, Actions and commit statuses are three separate grants: lacking one must not blind us to the others. */
const UNTOLD = [403, 404, 410] as const;

export async function ciSnapshot({ at, connection, settings }: Context, sha: string): Promise<CiSnapshot> {
  const told = <T>(route: string, more: Record<string, unknown>, item: z.ZodType<T>, key: string) =>
    connection.retrying(`reading CI (${key})`, () =>
      orElse(null, UNTOLD, () => connection.pages(route, { ...at, ...more }, item, key)),
    );
  const [checkRuns, suites, statuses, workflowRuns] = await Promise.all([
    told(
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { ref: sha, filter: 'latest' },
      CheckRunAnswer,
      'check_runs',
    ),
    told('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', { ref: sha }, CheckSuiteAnswer, 'check_suites'),
    told('GET /repos/{owner}/{repo}/commits/{ref}/status', { ref: sha }, StatusAnswer, 'statuses'),
    told('GET /repos/{owner}/{repo}/actions/runs', { head_sha: sha }, WorkflowRunAnswer, 'workflow_runs'),
  ]);
  return latestChecks({ sha, ownAppId: settings.appId, checkRuns, suites, statuses, workflowRuns });
}
