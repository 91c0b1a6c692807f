import type { Task } from '../tasks/task.ts';
import type { Suite } from './suite.ts';
import { type Grading, taskSuite, type TaskSuiteSpec } from './task-suite.ts';

/**
 * Whole tasks. The answer is the trial's outcome; right is the one that the task expects, a good pull request where it says
 * nothing. Infrastructure scores nothing.
 */
export const agentSuite = (tasks: readonly Task[], spec: TaskSuiteSpec): Suite =>
  taskSuite('agent', tasks, spec, byOutcome);

export const byOutcome: Grading = ({ meta }, { outcome, ending }) => {
  const right = meta.expected_outcome ?? 'pr_good';
  const score = ending === 'infra' ? null : outcome === right ? 1 : 0;
  return { answer: outcome, expected: meta.expected_outcome, score };
};
