import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { agentSuite } from '../../evals/suites/agent.ts';
import type { Suite } from '../../evals/suites/suite.ts';
import { tamperSuite } from '../../evals/suites/tamper.ts';
import { readTasks } from '../../evals/tasks/read-task.ts';
import { freshRooms } from '../../evals/tasks/rooms.ts';
import type { Settings } from '../../settings.ts';
import type { Redactor } from '../../text/redact.ts';
import { taskSandboxes } from './task-sandboxes.ts';

/** The tasks that ship, by suite: those of `agent` can be done, of those of `tamper` half can't. */
export const SHIPPED_TASKS = {
  agent: fileURLToPath(new URL('../../../evals/tasks', import.meta.url)),
  tamper: fileURLToPath(new URL('../../../evals/tamper', import.meta.url)),
} as const;

export interface TaskSuiteChoice {
  /** Task directories or folders of them; empty for those that ship. */
  paths: readonly string[];
  settings: Pick<Settings, 'runs'>;
  redact: Redactor;
  /** Texts to measure in place of the shipped prompts. */
  prompts?: { agentPrompt?: string; judgePrompt?: string };
  /** How often the agent is sent to repair a red CI. Default 1. */
  repairs?: number;
}

/** A suite of whole tasks on the container engine. `close` removes what it made on disk. Throws UserErrors. */
export async function openTaskSuite(
  name: 'agent' | 'tamper',
  { paths, settings, redact, prompts, repairs = 1 }: TaskSuiteChoice,
): Promise<{ suite: Suite; close: () => Promise<void> }> {
  const tasks = await readTasks(paths.length === 0 ? [SHIPPED_TASKS[name]] : paths);
  const sandboxes = await taskSandboxes();
  const folder = await mkdtemp(join(tmpdir(), 'fettle-tasks-'));
  const make = name === 'agent' ? agentSuite : tamperSuite;
  const { maxTurns, maxCostUsd, maxMs } = settings.runs;
  const suite = make(tasks, {
    sandboxes,
    limits: { maxTurns, maxCostUsd, maxMs },
    repairs,
    // Agents are strangers: CI and hidden tests never share a container.
    rooms: freshRooms,
    folder,
    redact,
    ...(prompts === undefined ? {} : { prompts }),
  });
  return { suite, close: () => rm(folder, { recursive: true, force: true }) };
}
