import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Annotation, Conclusion, Step } from '../state/check-rows.ts';
import type { Repository } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { checkOut, runStep } from './checkout.ts';
import { annotationOf, JobLog } from './log.ts';
import type { CiContext, CiJob, ScriptedResult } from './spec.ts';

export interface JobEnd {
  conclusion: Conclusion;
  log: string;
  steps: Step[];
  annotations: (Partial<Annotation> & { message: string })[];
  description: string;
}

/** Carries out one job, for real or by its script. */
export async function execute(
  world: World,
  repo: Repository,
  job: CiJob,
  context: CiContext,
  env: Record<string, string>,
): Promise<JobEnd> {
  if (job.run !== undefined) return await runForReal(world, repo, job, context, env);
  if (job.takesMs !== undefined) await sleep(job.takesMs, undefined, { signal: world.stopping.signal });
  const result = job.script === undefined ? nextResult(job, context) : await job.script(context);
  return scripted(job, result);
}

function nextResult(job: CiJob, context: CiContext): ScriptedResult {
  const results = job.results ?? ['success'];
  return results[Math.min(context.earlierStarts, results.length - 1)] ?? 'success';
}

function scripted(job: CiJob, result: ScriptedResult): JobEnd {
  const it = typeof result === 'string' ? { conclusion: result } : result;
  const log = new JobLog();
  log.group(`Run ${job.name}`, ['shell: /usr/bin/bash -e {0}']);
  if (it.log !== undefined) log.output(`${it.log}\n`);
  const failed = it.conclusion === 'failure';
  if (failed) log.line('##[error]Process completed with exit code 1.');
  const given = (it.annotations ?? []).map((note) => ({ ...note, message: note.message ?? '' }));
  return {
    conclusion: it.conclusion,
    log: log.text,
    steps: [step(1, job.name, it.conclusion, null)],
    annotations: failed && given.length === 0 ? [{ message: 'Process completed with exit code 1.' }] : given,
    description: it.description ?? `${job.name}: ${it.conclusion}`,
  };
}

async function runForReal(
  world: World,
  repo: Repository,
  job: CiJob,
  { sha, branch, attempt }: CiContext,
  env: Record<string, string>,
): Promise<JobEnd> {
  const log = new JobLog();
  const commands = typeof job.run === 'string' ? [{ run: job.run }] : (job.run ?? []);
  const steps: Step[] = [step(1, 'Set up job', 'success', world.now())];
  log.line("Current runner version: '2.330.0'");
  log.group('Operating System', ['Ubuntu', '24.04.3', 'LTS']);
  const checkout = await checkOut(repo.gitDir, sha, join(world.folder, 'ci'));
  const annotations: JobEnd['annotations'] = [];
  let conclusion: Conclusion = 'success';
  let open = '';
  const annotate = (line: string): void => {
    const found = annotationOf(line);
    if (found !== null) annotations.push(found);
  };
  const onOutput = (text: string): void => {
    log.output(text);
    const lines = (open + text).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) annotate(line);
  };
  try {
    log.group('Run actions/checkout@v4', ['with:', `  repository: ${fullName(repo)}`]);
    log.line(`HEAD is now at ${sha.slice(0, 7)}`);
    steps.push(step(2, 'Run actions/checkout@v4', 'success', world.now()));
    const jobEnv = {
      ...checkout.env,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_SHA: sha,
      GITHUB_REF: `refs/heads/${branch}`,
      GITHUB_REPOSITORY: fullName(repo),
      GITHUB_RUN_ATTEMPT: String(attempt),
      GITHUB_WORKSPACE: checkout.folder,
      ...env,
    };
    const deadline = Date.now() + (job.timeoutMs ?? 300_000);
    for (const [i, command] of commands.entries()) {
      const title = command.run.split('\n')[0] ?? '';
      const name = 'name' in command && command.name !== undefined ? command.name : `Run ${title}`;
      if (conclusion !== 'success') {
        steps.push(step(i + 3, name, 'skipped', world.now()));
        continue;
      }
      log.group(`Run ${title}`, [
        ...command.run.split('\n').map((line) => `\u001B[36;1m${line}\u001B[0m`),
        'shell: /usr/bin/bash -e {0}',
        ...(Object.keys(env).length > 0 ? ['env:', ...Object.keys(env).map((key) => `  ${key}: ${env[key]}`)] : []),
      ]);
      const started = world.now();
      const end = await runStep(command.run, {
        cwd: checkout.folder,
        env: jobEnv,
        timeoutMs: Math.max(1, deadline - Date.now()),
        signal: world.stopping.signal,
        onOutput,
      });
      log.endOutput();
      annotate(open);
      open = '';
      if (end.timedOut) {
        conclusion = 'timed_out';
        log.line(`##[error]The job has exceeded the maximum execution time of ${(job.timeoutMs ?? 300_000) / 1000}s.`);
      } else if (end.exitCode !== 0) {
        conclusion = 'failure';
        const message = `Process completed with exit code ${end.exitCode ?? 137}.`;
        log.line(`##[error]${message}`);
        annotations.push({ message });
      }
      steps.push(step(i + 3, name, conclusion, started, world.now()));
    }
    log.line('Post job cleanup.');
    log.line('Cleaning up orphan processes');
  } finally {
    await checkout.remove();
  }
  return { conclusion, log: log.text, steps, annotations, description: `${job.name}: ${conclusion}` };
}

function step(number: number, name: string, conclusion: Conclusion, started: string | null, ended = started): Step {
  return { name, status: 'completed', conclusion, number, started_at: started, completed_at: ended };
}
