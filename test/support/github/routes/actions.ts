import { createHmac } from 'node:crypto';
import { created, HttpError, notFound, ok, page } from '../http/reply.ts';
import { type RepoCall, repoRoute, type Route } from '../http/router.ts';
import type { WorkflowJob, WorkflowRun } from '../state/check-rows.ts';
import type { World } from '../state/world.ts';
import { jobView, runView } from '../views/checks.ts';

export const actionRoutes: readonly Route[] = [
  repoRoute('GET /actions/runs', 'actions:read', null, ({ world, repo, url }) => {
    const query = url.searchParams;
    const [sha, branch, status, event] = [
      query.get('head_sha'),
      query.get('branch'),
      query.get('status'),
      query.get('event'),
    ];
    const shown = repo.runs
      .toReversed()
      .filter((it) => sha === null || it.headSha === sha)
      .filter((it) => branch === null || it.headBranch === branch)
      .filter((it) => event === null || it.event === event)
      .filter((it) => status === null || it.status === status || it.conclusion === status);
    return page(
      url,
      shown.map((it) => runView(world, repo, it)),
      'workflow_runs',
    );
  }),
  repoRoute('GET /actions/runs/:id', 'actions:read', null, (call) => ok(runView(call.world, call.repo, runOf(call)))),
  repoRoute('GET /actions/runs/:id/jobs', 'actions:read', null, (call) => {
    const { jobs } = runOf(call);
    const latest = [...new Map(jobs.map((job) => [job.check.name, job])).values()];
    const shown = call.url.searchParams.get('filter') === 'all' ? jobs : latest;
    return page(
      call.url,
      shown.map((job) => jobView(call.world, call.repo, job)),
      'jobs',
    );
  }),
  repoRoute('POST /actions/runs/:id/rerun-failed-jobs', 'actions:write', null, (call) => rerun(call, 'failed')),
  repoRoute('POST /actions/runs/:id/rerun', 'actions:write', null, (call) => rerun(call, 'all')),
  repoRoute('GET /actions/jobs/:id', 'actions:read', null, (call) => ok(jobView(call.world, call.repo, jobOf(call)))),
  repoRoute('GET /actions/jobs/:id/logs', 'actions:read', null, (call) => {
    const job = jobOf(call);
    if (job.check.status !== 'completed') throw notFound();
    return { status: 302, headers: { location: logUrl(call.world, job.id) } };
  }),
];

/** A signed address on another origin: whoever follows it must not send the token along. */
function logUrl(world: World, jobId: number): string {
  return `${world.logsUrl}/logs/${jobId}?sig=${signature(world, jobId)}`;
}

export function signature(world: World, jobId: number): string {
  return createHmac('sha256', world.publicKey).update(String(jobId)).digest('hex').slice(0, 32);
}

function rerun({ world, repo, sender, ...call }: RepoCall, which: 'failed' | 'all'): ReturnType<typeof created> {
  const run = runOf({ world, repo, sender, ...call });
  if (run.status !== 'completed') throw new HttpError(403, 'This workflow is already running');
  if (which === 'failed' && run.conclusion === 'success')
    throw new HttpError(403, 'The workflow run has no failed jobs');
  world.ci.rerun(repo, run, which, sender);
  return created({});
}

function runOf({ repo, params }: RepoCall): WorkflowRun {
  const run = repo.runs.find((it) => it.id === Number(params.id));
  if (run === undefined) throw notFound();
  return run;
}

function jobOf({ repo, params }: RepoCall): WorkflowJob {
  const job = repo.runs.flatMap((it) => it.jobs).find((it) => it.id === Number(params.id));
  if (job === undefined) throw notFound();
  return job;
}
