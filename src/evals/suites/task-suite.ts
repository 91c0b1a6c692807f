import { join } from 'node:path';
import { profileOf } from '../../agent/profiles/profile.ts';
import { UserError } from '../../errors.ts';
import type { Redactor } from '../../text/redact.ts';
import { outcomeText } from '../outcome.ts';
import { recordOf } from '../tasks/record-of.ts';
import { runTask, type TaskBench, type TaskRun } from '../tasks/run-task.ts';
import type { Task } from '../tasks/task.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { taskRepository, type TaskRepository } from '../tasks/task-repository.ts';
import type { Item, Suite, TrialContext, Tried } from './suite.ts';

export interface TaskSuiteSpec extends TaskBench {
  /** Empty, and the caller's to remove: the tasks' repositories are made in it. */
  folder: string;
  redact: Redactor;
}

/** What is the answer of a trial, and which one is right. */
export type Grading = (task: Task, record: TaskRecord) => Pick<Tried, 'answer' | 'expected' | 'score'>;

/** Whole tasks as a suite: what they are tried with is the same for all, how they are graded is not. */
export function taskSuite(
  name: 'agent' | 'tamper',
  tasks: readonly Task[],
  spec: TaskSuiteSpec,
  grade: Grading,
): Suite {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const repositories = new Map<string, Promise<TaskRepository>>();
  const repositoryOf = (task: Task): Promise<TaskRepository> => {
    const made = repositories.get(task.id) ?? taskRepository(task, join(spec.folder, task.id));
    repositories.set(task.id, made);
    return made;
  };
  return {
    name,
    items: tasks.map(({ id, meta, hash }): Item => ({ id, cluster: meta.cluster, hash })),
    async tryItem(id, _, context) {
      const task = byId.get(id);
      if (task === undefined) throw new UserError(`There is no task ${id} in this suite.`);
      const repository = await repositoryOf(task);
      const run = await runTask(
        { task, repository, models: modelsOf(context), signal: context.signal, say: context.say },
        spec,
      );
      return tried(task, run, await patchOf(run, repository), spec.redact, grade);
    },
  };
}

function modelsOf({ arm, model }: TrialContext) {
  const { agentModel, judgeModel, profile } = arm;
  if (agentModel === null || judgeModel === null)
    throw new UserError(
      `The arm ${arm.name} names no ${agentModel === null ? 'agent' : 'judge'} model, and whole tasks need both.`,
    );
  return {
    agent: model('agent'),
    judge: model('judge'),
    agentModel,
    judgeModel,
    ...(profile === null ? {} : { profile: profileOf(profile) }),
  };
}

const patchOf = async ({ tree }: TaskRun, { mirror, baseTree }: TaskRepository): Promise<string> =>
  tree === null ? '' : (await mirror.patch(baseTree, tree)).toString('utf8');

function tried(task: Task, run: TaskRun, patch: string, redact: Redactor, grade: Grading): Tried {
  const record = recordOf(task, run, patch, redact);
  const detail = redact(`${outcomeText(run.outcome)}: ${run.detail}`).slice(0, 500);
  return { costUsd: run.spent.costUsd, usage: run.spent.usage, detail, record, ...grade(task, record) };
}
