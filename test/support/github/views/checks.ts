import type { Json } from '../http/reply.ts';
import type {
  CheckRun,
  CheckStatus,
  CheckSuite,
  Conclusion,
  Status,
  WorkflowJob,
  WorkflowRun,
} from '../state/check-rows.ts';
import type { Repository } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { appView, repositoryView, userView } from './repository.ts';

const api = (world: World, repo: Repository): string => `${world.url}/api/v3/repos/${fullName(repo)}`;

/** Pull requests open on a commit, in the short form that checks and workflow runs carry. */
function pullsOf(world: World, repo: Repository, sha: string): Json[] {
  const short = { id: repo.id, name: repo.name, url: api(world, repo) };
  return [...repo.issues.values()].flatMap((issue) =>
    issue.pull !== null && issue.state === 'open' && issue.pull.head.sha === sha
      ? [
          {
            id: issue.pull.id,
            number: issue.number,
            url: `${api(world, repo)}/pulls/${issue.number}`,
            head: { ...issue.pull.head, repo: short },
            base: { ...issue.pull.base, repo: short },
          },
        ]
      : [],
  );
}

/**
 * A suite is what its workflow run says, or else what its latest check runs say; without either it stays queued for
 * ever. A job that has not appeared yet must not let an Actions suite look finished.
 */
export function suiteState(
  repo: Repository,
  suite: CheckSuite,
): { status: CheckStatus; conclusion: Conclusion | null } {
  const checks = latestChecks(repo.checks.filter((check) => check.suite === suite));
  const going = repo.runs.find((run) => run.suite === suite && run.status !== 'completed');
  if (going !== undefined) return { status: going.status, conclusion: null };
  if (checks.length === 0) return { status: 'queued', conclusion: null };
  if (checks.some((check) => check.status !== 'completed')) {
    return { status: checks.every((check) => check.status === 'queued') ? 'queued' : 'in_progress', conclusion: null };
  }
  return { status: 'completed', conclusion: worst(checks.map((check) => check.conclusion)) };
}

const WORST: readonly (Conclusion | null)[] = [
  'action_required',
  'timed_out',
  'cancelled',
  'failure',
  'startup_failure',
  'stale',
  'success',
  'neutral',
  'skipped',
];
export function worst(conclusions: readonly (Conclusion | null)[]): Conclusion {
  return WORST.find((it) => conclusions.includes(it)) ?? 'neutral';
}

/** `filter=latest`: of several runs of one name in one suite, the newest. */
export function latestChecks(checks: readonly CheckRun[]): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const check of checks) latest.set(`${check.suite.id} ${check.name}`, check);
  return [...latest.values()];
}

export function suiteView(world: World, repo: Repository, suite: CheckSuite): Json {
  return {
    id: suite.id,
    node_id: `CS_kwDO${suite.id}`,
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(repo, suite),
    url: `${api(world, repo)}/check-suites/${suite.id}`,
    before: null,
    after: suite.headSha,
    pull_requests: pullsOf(world, repo, suite.headSha),
    app: appView(world, suite.app),
    repository: repositoryView(world, repo),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    latest_check_runs_count: latestChecks(repo.checks.filter((check) => check.suite === suite)).length,
    check_runs_url: `${api(world, repo)}/check-suites/${suite.id}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function checkView(world: World, repo: Repository, check: CheckRun): Json {
  return {
    id: check.id,
    node_id: `CR_kwDO${check.id}`,
    name: check.name,
    head_sha: check.suite.headSha,
    external_id: check.externalId,
    url: `${api(world, repo)}/check-runs/${check.id}`,
    html_url: `${world.url}/${fullName(repo)}/runs/${check.id}`,
    details_url: check.detailsUrl ?? `${world.url}/${fullName(repo)}/runs/${check.id}`,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title: check.output.title,
      summary: check.output.summary,
      text: check.output.text,
      annotations_count: check.output.annotations.length,
      annotations_url: `${api(world, repo)}/check-runs/${check.id}/annotations`,
    },
    check_suite: { id: check.suite.id, head_branch: check.suite.headBranch, head_sha: check.suite.headSha },
    app: appView(world, check.suite.app),
    pull_requests: pullsOf(world, repo, check.suite.headSha),
  };
}

export function statusView(world: World, repo: Repository, status: Status): Json {
  return {
    id: status.id,
    node_id: `SC_kwDO${status.id}`,
    url: `${api(world, repo)}/statuses/${status.sha}`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    creator: userView(world, status.creator),
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

export function runView(world: World, repo: Repository, run: WorkflowRun): Json {
  return {
    id: run.id,
    node_id: `WFR_kwLO${run.id}`,
    name: run.name,
    display_title: run.name,
    path: `.github/workflows/${run.name.toLowerCase()}.yml`,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: 1,
    check_suite_id: run.suite.id,
    url: `${api(world, repo)}/actions/runs/${run.id}`,
    html_url: `${world.url}/${fullName(repo)}/actions/runs/${run.id}`,
    jobs_url: `${api(world, repo)}/actions/runs/${run.id}/jobs`,
    logs_url: `${api(world, repo)}/actions/runs/${run.id}/logs`,
    pull_requests: pullsOf(world, repo, run.headSha),
    actor: userView(world, run.actor),
    triggering_actor: userView(world, run.actor),
    created_at: run.createdAt,
    run_started_at: run.createdAt,
    updated_at: run.updatedAt,
    repository: repositoryView(world, repo),
    head_repository: repositoryView(world, repo),
    head_commit: { id: run.headSha },
  };
}

export function jobView(world: World, repo: Repository, job: WorkflowJob): Json {
  return {
    id: job.id,
    run_id: job.run.id,
    run_attempt: job.attempt,
    run_url: `${api(world, repo)}/actions/runs/${job.run.id}`,
    node_id: `CR_kwDO${job.id}`,
    name: job.check.name,
    workflow_name: job.run.name,
    head_sha: job.run.headSha,
    head_branch: job.run.headBranch,
    url: `${api(world, repo)}/actions/jobs/${job.id}`,
    html_url: job.check.detailsUrl,
    status: job.check.status,
    conclusion: job.check.conclusion,
    created_at: job.run.createdAt,
    started_at: job.check.startedAt ?? job.run.createdAt,
    completed_at: job.check.completedAt,
    steps: job.steps,
    check_run_url: `${api(world, repo)}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'GitHub Actions 1',
    runner_group_id: 1,
    runner_group_name: 'GitHub Actions',
  };
}
