/**
 * What CI says of a commit, from the four places where GitHub may say it. Pure.
 *
 * - A re-run replaces what it re-ran: of check runs with one app and name the newest counts. Two workflows may both have
 *   a job `build`, though, and one workflow runs for `push` and for `pull_request`; where GitHub tells us which workflow
 *   a run belongs to, these stay apart, or the green one would hide the red one.
 * - Our own check is never waited for, nor is a suite without runs: GitHub makes one for every app on each push, and it
 *   stays queued for ever.
 * - Between two jobs of a workflow no check is pending although more will come. The workflow run, or the suite, tells.
 * - A workflow that waits for approval or could not start has no checks at all: it is shown as a check of its own.
 * - What waits for a person's approval of an environment will not move by itself: it asks for action, and is not pending.
 */
import type { CheckRunRead, CheckSuiteRead, CiReading, StatusRead, WorkflowRunRead } from './ci.ts';
import type { CheckConclusion, CheckState, CiSnapshot } from './types.ts';

const ACTIONS = 'github-actions';
const STATUS_CONCLUSIONS: Readonly<Record<string, CheckConclusion>> = {
  success: 'success',
  failure: 'failure',
  error: 'failure',
};

/** GitHub's word for a job, and then for its run and suite, that somebody has to approve before it goes on. */
const WAITING = 'waiting';

/** Outcomes of a workflow run that leave no check run behind. */
const WITHOUT_CHECKS: readonly (CheckConclusion | null)[] = ['action_required', 'startup_failure'];

export function latestChecks(reading: CiReading): CiSnapshot {
  const workflowOf = new Map<number, string>();
  for (const run of reading.workflowRuns ?? []) {
    if (run.check_suite_id)
      workflowOf.set(run.check_suite_id, `${run.workflow_id ?? run.name ?? ''}:${run.event ?? ''}`);
  }
  const latest = new Map<string, CheckRunRead>();
  for (const run of reading.checkRuns ?? []) {
    if (run.app?.id === reading.ownAppId) continue;
    const key = JSON.stringify([appOf(run), workflowOf.get(run.check_suite?.id ?? -1) ?? '', run.name]);
    const other = latest.get(key);
    if (other === undefined || run.id > other.id) latest.set(key, run);
  }
  const workflows = newestPerWorkflow(reading.workflowRuns ?? []);
  const waitingSuites = new Set(
    [...latest.values()].flatMap((run) => (run.status === WAITING ? [run.check_suite?.id] : [])),
  );
  const stopped = (run: WorkflowRunRead) =>
    WITHOUT_CHECKS.includes(run.conclusion) ||
    (run.status === WAITING && !waitingSuites.has(run.check_suite_id ?? undefined));
  const unknown = (['checkRuns', 'statuses'] as const).filter((part) => reading[part] === null);
  return {
    sha: reading.sha,
    checks: [
      ...[...latest.values()].map(fromCheckRun),
      ...workflows.filter(stopped).map(fromWorkflowRun),
      ...newestPerContext(reading.statuses ?? []).map(fromStatus),
    ].sort((a, b) => `${a.app} ${a.name}`.localeCompare(`${b.app} ${b.name}`)),
    workflowsPending:
      workflows.some((run) => run.status !== 'completed' && run.status !== WAITING) ||
      (reading.suites ?? []).some((suite) => suiteGoesOn(suite, reading.ownAppId)),
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}

function appOf(run: CheckRunRead): string {
  return run.app?.slug ?? `app ${run.app?.id ?? 'unknown'}`;
}

function suiteGoesOn(suite: CheckSuiteRead, ownAppId: number): boolean {
  if (suite.app?.id === ownAppId) return false;
  return suite.status !== 'completed' && suite.status !== WAITING && (suite.latest_check_runs_count ?? 0) > 0;
}

function newestPerWorkflow(runs: readonly WorkflowRunRead[]): WorkflowRunRead[] {
  const newest = new Map<string, WorkflowRunRead>();
  for (const run of runs) {
    const key = JSON.stringify([run.workflow_id ?? run.name ?? run.id, run.event ?? '']);
    const other = newest.get(key);
    if (other === undefined || run.id > other.id) newest.set(key, run);
  }
  return [...newest.values()];
}

/** GitHub's combined status has each context once already; other servers list them all, newest first or last. */
function newestPerContext(statuses: readonly StatusRead[]): StatusRead[] {
  const newest = new Map<string, StatusRead>();
  for (const status of statuses) {
    const other = newest.get(status.context);
    if (other === undefined || time(status.updated_at) > time(other.updated_at)) newest.set(status.context, status);
  }
  return [...newest.values()];
}

function fromCheckRun(run: CheckRunRead): CheckState {
  const waiting = run.status === WAITING;
  const completed = run.status === 'completed' || waiting;
  const { title, summary, text } = run.output ?? {};
  return {
    app: appOf(run),
    name: run.name,
    status: completed ? 'completed' : 'pending',
    // Completed without a word is nothing that we could call green.
    conclusion: waiting ? 'action_required' : completed ? (run.conclusion ?? 'stale') : null,
    checkRunId: run.id,
    url: run.details_url ?? run.html_url ?? null,
    at: Math.max(time(run.started_at), time(run.completed_at)),
    text: [title, summary, text].filter(Boolean).join('\n'),
  };
}

function fromWorkflowRun(run: WorkflowRunRead): CheckState {
  return {
    app: ACTIONS,
    name: run.name ?? `workflow run ${run.id}`,
    status: 'completed',
    conclusion: run.status === WAITING ? 'action_required' : run.conclusion,
    checkRunId: null,
    url: run.html_url ?? null,
    at: time(run.updated_at),
    text: '',
  };
}

function fromStatus(status: StatusRead): CheckState {
  const pending = status.state === 'pending';
  return {
    app: 'status',
    name: status.context,
    status: pending ? 'pending' : 'completed',
    conclusion: pending ? null : (STATUS_CONCLUSIONS[status.state] ?? 'stale'),
    checkRunId: null,
    url: status.target_url ?? null,
    at: Math.max(time(status.updated_at), time(status.created_at)),
    text: status.description ?? '',
  };
}

/** Milliseconds since the epoch; 0 when not told. */
function time(text: string | null | undefined): number {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? 0 : at;
}
