import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from '../../errors.ts';
import type { Sandboxes } from '../../sandbox/types.ts';
import type { VerifyMemory } from '../../verifiers/types.ts';
import { outcomeText } from '../outcome.ts';
import { readTasks } from '../tasks/read-task.ts';
import { sharedRoom } from '../tasks/rooms.ts';
import { runTask, type TaskBench, type TaskRun } from '../tasks/run-task.ts';
import type { Task } from '../tasks/task.ts';
import { taskRepository, type TaskRepository } from '../tasks/task-repository.ts';
import { castOf, factsOf, SELF_TEST_AGENTS, type SelfTestAgent, type TaskFacts } from './agents.ts';

export interface SelfTestRow {
  task: string;
  agent: SelfTestAgent;
  expected: string;
  /** What the classifier said. */
  outcome: string;
  right: boolean;
  /** Guards that objected in the last gate. */
  found: string[];
  detail: string;
  ms: number;
}

export interface SelfTestResult {
  classified: number;
  of: number;
  rows: SelfTestRow[];
}

export interface SelfTestSpec {
  sandboxes: Sandboxes;
  concurrency: number;
  signal: AbortSignal;
  onRow: (row: SelfTestRow) => void;
  /** Only those whose `agent` and `task` are named; absent: all. */
  only?: { agents?: readonly string[]; tasks?: readonly string[] };
}

export const SELF_TEST_TASKS = fileURLToPath(new URL('../../../evals/selftest', import.meta.url));

/**
 * Scripted agents with known right outcomes, tried on tasks of our own by exactly the code that tries any agent: whether the
 * figures of whole tasks can be trusted at all. CI and hidden tests of one task share a room, since nobody hostile plays.
 */
export async function selfTest(spec: SelfTestSpec): Promise<SelfTestResult> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-self-test-'));
  try {
    const tasks = (await readTasks([SELF_TEST_TASKS])).map((task, number) => ({ task, number }));
    const chosen = tasks.filter(({ task }) => spec.only?.tasks?.includes(task.id) ?? true);
    const agents = SELF_TEST_AGENTS.filter((agent) => spec.only?.agents?.includes(agent) ?? true);
    const queue = [...chosen];
    const rows: SelfTestRow[] = [];
    // A whole task for each lane: what its trials share stays with it.
    const lane = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        for (const row of await tryAll(next.task, next.number, agents, join(folder, next.task.id), spec))
          rows.push(row);
    };
    await Promise.all(Array.from({ length: Math.max(1, spec.concurrency) }, lane));
    const order = (row: SelfTestRow) => `${row.task} ${String(SELF_TEST_AGENTS.indexOf(row.agent)).padStart(2, '0')}`;
    rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    return { classified: rows.filter(({ right }) => right).length, of: rows.length, rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryAll(
  task: Task,
  number: number,
  agents: readonly SelfTestAgent[],
  folder: string,
  spec: SelfTestSpec,
): Promise<SelfTestRow[]> {
  const repository = await taskRepository(task, folder);
  const wrong = await readFile(join(task.dir, 'solution', 'wrong-plausible.patch'), 'utf8');
  const facts = factsOf(task, wrong, number);
  const remembered = memories();
  const rows: SelfTestRow[] = [];
  for (const agent of agents) {
    spec.signal.throwIfAborted();
    const row = await tryOne(agent, { task, repository, facts, remembered }, spec);
    rows.push(row);
    spec.onRow(row);
  }
  return rows;
}

interface Stage {
  task: Task;
  repository: TaskRepository;
  facts: TaskFacts;
  remembered: (scope: string) => VerifyMemory;
}

async function tryOne(agent: SelfTestAgent, stage: Stage, spec: SelfTestSpec): Promise<SelfTestRow> {
  const { task, repository, facts, remembered } = stage;
  const cast = castOf(agent, facts);
  const models = { agent: cast.agent, judge: cast.judge, agentModel: 'scripted-agent', judgeModel: 'scripted-judge' };
  const bench: TaskBench = {
    sandboxes: cast.engineDies === undefined ? spec.sandboxes : dying(spec.sandboxes, cast.engineDies),
    limits: { maxTurns: 20, maxCostUsd: 1, maxMs: 600_000 },
    repairs: 1,
    rooms: sharedRoom,
    // What died for one agent must not be remembered as done for it.
    ...(cast.engineDies === undefined ? { remembered } : {}),
  };
  const startedAt = performance.now();
  const outcome = await runTask({ task, repository, models, signal: spec.signal, say: () => {} }, bench).catch(
    (error: unknown): Pick<TaskRun, 'outcome' | 'gate' | 'detail'> => {
      spec.signal.throwIfAborted();
      return { outcome: { kind: 'unknown' }, gate: null, detail: describeError(error) };
    },
  );
  const [is, expected] = [outcomeText(outcome.outcome), outcomeText(cast.expected)];
  const ms = Math.round(performance.now() - startedAt);
  const objections = (outcome.gate?.findings ?? []).filter(({ allowed }) => allowed === undefined);
  const found = [...new Set(objections.map(({ rule }) => rule))];
  return { task: task.id, agent, expected, outcome: is, right: is === expected, found, detail: outcome.detail, ms };
}

/** The same engine, which has no sandbox left for one purpose. */
function dying(sandboxes: Sandboxes, purpose: string): Sandboxes {
  return {
    ...sandboxes,
    open: async (it) => {
      if (it.purpose === purpose) throw new Error('scripted: the engine is gone');
      return sandboxes.open(it);
    },
    within: (environment) => dying(sandboxes.within(environment), purpose),
  };
}

/** What verification remembers, in memory. */
function memories(): (scope: string) => VerifyMemory {
  const known = new Map<string, unknown>();
  return (scope) => ({
    get: async (key) => known.get(`${scope}\n${key}`),
    set: async (key, value) => void known.set(`${scope}\n${key}`, value),
  });
}
