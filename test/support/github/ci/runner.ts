import { setTimeout as sleep } from 'node:timers/promises';
import { createCheck, newSuite, setStatus, updateCheck } from '../changes/checks.ts';
import { ACTIONS_APP, type WorkflowJob, type WorkflowRun } from '../state/check-rows.ts';
import type { Repository, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { jobView, runView, suiteView, worst } from '../views/checks.ts';
import { execute } from './execute.ts';
import type { CiContext, CiJob, CiSpec } from './spec.ts';

export interface Trigger {
  sha: string;
  branch: string;
  event: 'push' | 'pull_request';
  by: User;
}

/** The repository's CI: reacts to pushes, reports like GitHub Actions or by statuses, in the background. */
export class CiRunner {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  start(repo: Repository, trigger: Trigger): void {
    const spec = repo.ci;
    if (spec === null || (spec.on ?? 'push') !== trigger.event) return;
    this.#later(async () => {
      await this.#pause(spec.startsAfterMs ?? 0);
      await (spec.report === 'statuses'
        ? this.#byStatuses(repo, spec, trigger)
        : this.#run(repo, spec, this.#newRun(repo, spec, trigger), spec.jobs));
    });
  }

  /** A new attempt of the same run: all its jobs, or only those that did not succeed. */
  rerun(repo: Repository, run: WorkflowRun, which: 'failed' | 'all', by: User): void {
    const spec = repo.ci;
    if (spec === null) throw new Error(`${fullName(repo)} has no CI to run again`);
    const failed = new Set(
      run.jobs
        .filter((job) => job.attempt === run.attempt && job.check.conclusion !== 'success')
        .map((job) => job.check.name),
    );
    run.attempt += 1;
    run.status = 'queued';
    run.conclusion = null;
    run.actor = by;
    const jobs = spec.jobs.filter((job) => which === 'all' || failed.has(job.name));
    this.#later(async () => await this.#run(repo, spec, run, jobs));
  }

  #newRun(repo: Repository, spec: CiSpec, { sha, branch, event, by }: Trigger): WorkflowRun {
    const world = this.#world;
    const now = world.now();
    const run: WorkflowRun = {
      id: world.id(),
      name: spec.workflow ?? 'CI',
      event,
      number: repo.runs.length + 1,
      attempt: 1,
      status: 'queued',
      conclusion: null,
      headSha: sha,
      headBranch: branch,
      actor: by,
      suite: newSuite(world, repo, ACTIONS_APP, sha, branch),
      jobs: [],
      createdAt: now,
      updatedAt: now,
    };
    repo.runs.push(run);
    return run;
  }

  async #run(repo: Repository, spec: CiSpec, run: WorkflowRun, jobs: readonly CiJob[]): Promise<void> {
    const world = this.#world;
    this.#emitRun(repo, run, 'requested');
    const ends = await Promise.all(jobs.map((job) => this.#job(repo, spec, run, job)));
    run.status = 'completed';
    run.conclusion = worst(ends);
    run.updatedAt = world.now();
    world.say('ci', `${fullName(repo)}: workflow ${run.name} on ${run.headSha.slice(0, 7)} ended: ${run.conclusion}`);
    const check_suite = suiteView(world, repo, run.suite);
    world.webhooks.emit(repo, 'check_suite', 'completed', { check_suite }, run.actor);
    this.#emitRun(repo, run, 'completed');
  }

  async #job(
    repo: Repository,
    spec: CiSpec,
    run: WorkflowRun,
    job: CiJob,
  ): Promise<WorkflowJob['check']['conclusion']> {
    const world = this.#world;
    const by = run.actor;
    await this.#pause(job.appearsAfterMs ?? 0);
    const check = createCheck(world, repo, run.suite, job.name, {}, by);
    check.detailsUrl = `${world.url}/${fullName(repo)}/actions/runs/${run.id}/job/${check.id}`;
    const row: WorkflowJob = { id: check.id, run, attempt: run.attempt, check, steps: [], log: '' };
    run.jobs.push(row);
    this.#emitJob(repo, row, 'queued');
    if (job.approval !== undefined) await this.#approved(run, check, job.approval);
    await this.#pause(spec.queuedMs ?? 0);
    updateCheck(world, repo, check, { status: 'in_progress' }, by);
    if (run.status === 'queued') {
      run.status = 'in_progress';
      this.#emitRun(repo, run, 'in_progress');
    }
    this.#emitJob(repo, row, 'in_progress');
    const end = await execute(world, repo, job, this.#context(repo, job, run), spec.env ?? {});
    row.log = end.log;
    row.steps = end.steps;
    const output = { annotations: end.annotations };
    updateCheck(world, repo, check, { conclusion: end.conclusion, output }, by);
    this.#emitJob(repo, row, 'completed');
    return end.conclusion;
  }

  /** Other jobs may still be at work; the run counts as waiting when they have ended, which here is at once. */
  async #approved(run: WorkflowRun, check: WorkflowJob['check'], approval: Promise<unknown>): Promise<void> {
    const before = run.status;
    check.status = 'waiting';
    run.status = 'waiting';
    const stopped = new Promise((_, reject) => {
      this.#world.stopping.signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    });
    await Promise.race([approval, stopped]);
    check.status = 'queued';
    run.status = before;
  }

  async #byStatuses(repo: Repository, spec: CiSpec, { sha, branch, by }: Trigger): Promise<void> {
    const world = this.#world;
    const one = async (job: CiJob): Promise<void> => {
      await this.#pause(job.appearsAfterMs ?? 0);
      const target_url = `${world.url}/ci/${sha}/${encodeURIComponent(job.name)}`;
      const pending = { state: 'pending', context: job.name, description: 'running', target_url } as const;
      await setStatus(world, repo, sha, pending, by);
      const context = this.#context(repo, job, { headSha: sha, headBranch: branch, attempt: 1 });
      const end = await execute(world, repo, job, context, spec.env ?? {});
      const state = end.conclusion === 'success' ? 'success' : end.conclusion === 'failure' ? 'failure' : 'error';
      await setStatus(world, repo, sha, { ...pending, state, description: end.description.slice(0, 140) }, by);
    };
    await Promise.all(spec.jobs.map(one));
  }

  #context(repo: Repository, job: CiJob, run: Pick<WorkflowRun, 'headSha' | 'headBranch' | 'attempt'>): CiContext {
    const earlierStarts = repo.ciStarts.get(job.name) ?? 0;
    repo.ciStarts.set(job.name, earlierStarts + 1);
    return { sha: run.headSha, branch: run.headBranch, attempt: run.attempt, earlierStarts };
  }

  #emitRun(repo: Repository, run: WorkflowRun, action: string): void {
    const world = this.#world;
    const fields = { workflow_run: runView(world, repo, run), workflow: { id: 1, name: run.name, state: 'active' } };
    world.webhooks.emit(repo, 'workflow_run', action, fields, run.actor);
  }

  #emitJob(repo: Repository, job: WorkflowJob, action: string): void {
    const world = this.#world;
    world.webhooks.emit(repo, 'workflow_job', action, { workflow_job: jobView(world, repo, job) }, job.run.actor);
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#world.stopping.signal });
  }

  /** Being stopped in the middle is no failure of the double. */
  #later(work: () => Promise<void>): void {
    const { signal } = this.#world.stopping;
    this.#world.inBackground(
      work().catch((error: unknown) => {
        if (!signal.aborted) throw error;
      }),
    );
  }
}
