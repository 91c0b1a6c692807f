import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../../errors.ts';
import { EnvironmentProblem } from '../../../sandbox/environment.ts';
import { approvingJudge, scriptedAgent } from '../../self-test/scripted-models.ts';
import { outcomeText } from '../../outcome.ts';
import { runCi } from '../ci.ts';
import { hiddenTests } from '../hidden-tests.ts';
import { readTask } from '../read-task.ts';
import { roomsOf, runTask, type TaskBench } from '../run-task.ts';
import { lstatOrNull } from '../task-files.ts';
import type { Task } from '../task.ts';
import { taskRepository, type TaskRepository } from '../task-repository.ts';
import { checkTask, type Probes, type Validity } from './check-task.ts';
import { leaksInto } from './leaks.ts';

export interface ValidateSpec {
  bench: Omit<TaskBench, 'limits' | 'repairs'>;
  /** How often gold must pass and no change must fail. */
  runs: number;
  concurrency: number;
  signal: AbortSignal;
  onTask: (validity: Validity) => void;
}

/** Validates all tasks of some paths; a task that can't be read is one with a problem. In order of their ids. */
export async function validateTasks(paths: readonly string[], spec: ValidateSpec): Promise<Validity[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-validate-'));
  try {
    const read = await Promise.all((await taskDirectories(paths)).map(readOrProblem));
    const ids = new Set(read.map((one) => ('problems' in one ? one.task : one.id)));
    const queue = read.entries();
    const done: Validity[] = [];
    const lane = async () => {
      for (const [at, one] of queue) {
        spec.signal.throwIfAborted();
        const validity = 'problems' in one ? one : await validateTask(one, ids, join(folder, String(at)), spec);
        done.push(validity);
        spec.onTask(validity);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, spec.concurrency) }, lane));
    return done.toSorted((a, b) => (a.task < b.task ? -1 : 1));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function validateTask(
  task: Task,
  ids: ReadonlySet<string>,
  folder: string,
  spec: ValidateSpec,
): Promise<Validity> {
  try {
    const repository = await taskRepository(task, folder);
    const { rooms, ask } = await realProbes(task, repository, spec);
    try {
      return await checkTask(task, repository, ask, { runs: spec.runs, ids });
    } finally {
      await rooms.close();
    }
  } catch (error) {
    spec.signal.throwIfAborted();
    // An image that is not allowed here is no fault of the task.
    if (!(error instanceof UserError) || error instanceof EnvironmentProblem) throw error;
    return { task: task.id, problems: [{ rule: 'gold_does_not_apply', why: error.message }], mutants: null };
  }
}

/** How much longer than the slowest run on the gold change a run may take, and what it may take in any case. */
const TIMES_GOLD = 10;
const MIN_MS = 15_000;

async function realProbes(task: Task, repository: TaskRepository, spec: ValidateSpec) {
  const { signal, bench } = spec;
  const at = await roomsOf({ task, repository, signal }, bench);
  const { rooms } = at;
  const { ci: argv } = task.meta;
  let slowestGoldMs = 0;
  const ask: Probes = {
    async hidden(tree) {
      // A mutant may never come to an end: what takes so much longer than the gold change has failed.
      const timeoutMs = slowestGoldMs === 0 ? task.verifierTimeoutMs : Math.max(MIN_MS, slowestGoldMs * TIMES_GOLD);
      const spent = { ...task, verifierTimeoutMs: Math.min(task.verifierTimeoutMs, timeoutMs) };
      const startedAt = performance.now();
      const { passed } = await hiddenTests(spent, tree, rooms, signal);
      if (passed && tree === repository.goldTree)
        slowestGoldMs = Math.max(slowestGoldMs, performance.now() - startedAt);
      return passed;
    },
    async ci(tree) {
      if (argv === null) return true;
      const spent = { argv, rooms, baseTree: repository.baseTree, timeoutMs: task.verifierTimeoutMs, signal };
      const ci = await runCi(spent, tree);
      if (ci.state === 'red' && ci.why === 'infra') throw new Error(ci.summary);
      return ci.state !== 'red';
    },
    async leaks() {
      const runId = `validate-${randomUUID()}`;
      const tree = () => repository.mirror.archive(repository.baseSha);
      const sandbox = await at.sandboxes.open({ runId, purpose: 'agent', tree, layers: [], signal });
      try {
        return await leaksInto(sandbox, task);
      } finally {
        await sandbox.close();
      }
    },
    async goldTrial() {
      const models = {
        agent: goldAgent(task.gold ?? ''),
        judge: approvingJudge(),
        agentModel: 'gold',
        judgeModel: 'gold',
      };
      const limits = { maxTurns: 10, maxCostUsd: 1, maxMs: task.agentTimeoutMs };
      const run = await runTask({ task, repository, models, signal, say: () => {} }, { ...bench, limits, repairs: 0 });
      const objections = [
        ...(run.gate?.findings.filter(({ allowed }) => allowed === undefined).map(({ why }) => why) ?? []),
        ...(run.gate?.reports.filter(({ result }) => result !== 'passed').map((it) => `${it.check}: ${it.summary}`) ??
          []),
      ];
      const detail = [run.detail, ...objections].join(' ').slice(0, 1000);
      return { outcome: outcomeText(run.outcome), detail };
    },
  };
  return { rooms, ask };
}

/** An agent that knows the solution. */
const goldAgent = (gold: string) =>
  scriptedAgent(({ turn }) =>
    turn === 0
      ? { bash: `git apply --whitespace=nowarn <<'END_OF_GOLD_PATCH'\n${gold.replace(/\n?$/, '\n')}END_OF_GOLD_PATCH` }
      : { say: 'It is done.' },
  );

async function readOrProblem(dir: string): Promise<Task | Validity> {
  try {
    return await readTask(dir);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { task: dir.split('/').pop() ?? dir, problems: [{ rule: 'unreadable', why: error.message }], mutants: null };
  }
}

/** Each path is a task, or a folder of tasks. Throws a UserError where there is none. */
async function taskDirectories(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const root = resolve(path);
      if ((await lstatOrNull(root))?.isDirectory() !== true) throw new UserError(`${root} is no directory.`);
      if ((await lstatOrNull(join(root, 'task.toml'))) !== null) return [root];
      const inside = (await readdir(root, { withFileTypes: true })).filter((one) => one.isDirectory());
      // A folder among tasks that lacks a task.toml is a task that somebody spoilt, and is said to be one.
      if (inside.length === 0) throw new UserError(`There is no task in ${root}.`);
      return inside.map(({ name }) => join(root, name));
    }),
  );
  return [...new Set(found.flat())].toSorted();
}
