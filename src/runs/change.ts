import type { Profile } from '../agent/profiles/profile.ts';
import type { Request, RequestReply } from '../agent/tools/request.ts';
import type { Feedback, Message, Model, ModelReply, Settled, Spent } from '../agent/types.ts';
import type { JudgeLevel } from '../judge/level.ts';
import type { RepoConfig } from '../repo-config.ts';
import { EnvironmentProblem } from '../sandbox/environment.ts';
import type { DependencyLayer, Environment, Mirror, Sandboxes } from '../sandbox/types.ts';
import type { Plan, RawOutput, VerifyMemory } from '../verifiers/types.ts';
import { levelFor } from './gate/hear-judge.ts';
import { environmentOf } from './environment.ts';
import { InnerLoop } from './inner-loop.ts';
import { type Making, makingOf } from './making.ts';
import { treeFiles } from './tree-files.ts';
import type { GateReport, NoPrReason, RunEventKind, StoredTurn, Task } from './types.ts';
import { openWorkspace, type Snapshot } from './workspace.ts';

export interface ChangeJob {
  runId: string;
  /** `owner/name`: what is installed for it reaches no other one. */
  repo: string;
  task: Task;
  mirror: Mirror;
  /** Plan, guards and judge compare with this commit. */
  baseSha: string;
  /** The agent starts from this commit: base, or what an earlier attempt pushed. */
  startSha: string;
  /** Where the attempt merges base in: what came of it. A clean merge goes to the gate before any agent. */
  merged: Merged | null;
  /** Made from base, and binding: which checks run, their commands, and what configures them. */
  plan: Plan;
  config: RepoConfig;
  /** What people have said to the task since it was asked; absent where nobody could. */
  settled?: Settled;
  /** Why there is another attempt; empty for the first. */
  feedback: readonly Feedback[];
  memory: AttemptMemory;
  /** Who answers when the agent lacks something; absent where nobody could. */
  requests?: Requests;
  /** The judge counts for no more than this: somebody has overruled it in this run. */
  judgeAtMost?: JudgeLevel;
  /** Whether the app may push workflow files; absent where nothing is pushed. */
  mayPushWorkflows?: () => Promise<boolean>;
  /** Is given what each check printed; absent where nobody keeps that. */
  keepRaw?: (raw: RawOutput) => void;
  signal: AbortSignal;
  say: Say;
}

/** Requests of a run's agent, and what it is told when they are answered. */
export interface Requests {
  ask: (request: Request) => Promise<RequestReply>;
  answer: (key: string) => Promise<Message>;
}

export type Merged = Awaited<ReturnType<Mirror['merge']>>;

export type Say = (kind: RunEventKind, text: string, data?: unknown) => void;

/** What an attempt remembers across a crash, and where it is written before the next model call. */
export interface AttemptMemory {
  stored: readonly StoredTurn[];
  spent: Spent;
  rounds: number;
  patch: Buffer | null;
  record(turn: StoredTurn, after: { spent: Spent; snapshot: Snapshot }): Promise<void>;
  recordGate(rounds: number, report: GateReport, spent: Spent, seen: Examined): Promise<void>;
  /** What the attempt goes on with; absent where nobody keeps that. */
  noteMaking?(making: Making): Promise<void>;
}

/** What a gate examined, and what the judge's model answered about it. */
export interface Examined {
  snapshot: Snapshot;
  judgeReplies: readonly ModelReply[];
}

/** What the inner loop needs; neither GitHub nor a database. */
export interface Workshop {
  sandboxes: Sandboxes;
  /** What verification remembers between runs, by scope. */
  remembered?: (scope: string) => VerifyMemory;
  model: Model;
  agentModel: string;
  judgeModel: string;
  /** Absent for ours. */
  profile?: Profile;
  /** Texts of the prompts; absent for those that ship. */
  agentPrompt?: string;
  judgePrompt?: string;
  /** How the judge is heard: absent, by the agent's way to its model, and as the repository says. */
  judging?: { model: Model; temperature: number | null; level: JudgeLevel | null };
  maxTurns: number;
  maxCostUsd: number;
  maxMs: number;
}

/** How an inner loop ends: a tree that passed its gate, or the reason why there is none. */
export type Change = (
  | { kind: 'gated'; report: GateReport; summary: string }
  | { kind: 'no_pr'; reason: NoPrReason; detail: string; report: GateReport | null }
  /** The agent asked for something: the attempt goes on, from its stored turns, when there is an answer. */
  | { kind: 'asked' }
) & { spent: Spent };

/**
 * The inner loop: agent and verifiers until the gate passes on exactly the tree that the agent left, or until a
 * budget, the agent itself, or the gate's last refusal ends it. Throws the signal's reason when that aborts.
 */
export async function changeCode(job: ChangeJob, workshop: Workshop): Promise<Change> {
  let { spent } = job.memory;
  const memory: AttemptMemory = {
    ...job.memory,
    record(turn, after) {
      ({ spent } = after);
      return job.memory.record(turn, after);
    },
  };
  try {
    const environment = await environmentOf(job.repo, job.config, treeFiles(job.mirror, job.baseSha));
    const sandboxes = workshop.sandboxes.within(environment);
    return await changeWithin(environment, { ...job, memory }, { ...workshop, sandboxes });
  } catch (error) {
    // The repository asks for what this Fettle doesn't have: nothing could be run, and another try won't change that.
    if (!(error instanceof EnvironmentProblem)) throw error;
    return {
      kind: 'no_pr',
      reason: 'could_not_verify',
      detail: `${error.reason}: ${error.message}`,
      report: null,
      spent,
    };
  }
}

/** `workshop.sandboxes` are those of `environment`. */
async function changeWithin(environment: Environment, job: ChangeJob, workshop: Workshop): Promise<Change> {
  const { runId, mirror, memory, signal } = job;
  const { sandboxes } = workshop;
  const startTree = job.merged?.tree ?? (await mirror.treeOf(job.startSha));
  const snapshot: Snapshot =
    memory.patch === null || memory.patch.length === 0
      ? { tree: startTree, patch: Buffer.alloc(0) }
      : { tree: await mirror.apply(startTree, memory.patch), patch: memory.patch };
  if (memory.noteMaking !== undefined) {
    const engine = await sandboxes.check();
    const level = levelFor(workshop.judging?.level ?? null, job.config.judge, job.judgeAtMost);
    await memory.noteMaking(makingOf(workshop, level, engine.status === 'ready' ? engine.imageId : null));
  }
  const layers = dependencyLayers(job, sandboxes);
  const workspace = openWorkspace({ runId, mirror, sandboxes, layers, startTree, tree: snapshot.tree, signal });
  try {
    // A service that doesn't come up is better known before a model is paid.
    if (environment.services.length > 0) await workspace.opened();
    return await new InnerLoop(job, workshop, workspace, startTree, snapshot).run();
  } finally {
    // Nobody waits for the engine: what it can't remove now ends by its own time limit, or with the next sweep.
    void workspace.close().catch(() => undefined);
  }
}

/** Installed once per lockfile. A failed install is no reason to stop, since mending it may be the task. */
async function dependencyLayers(job: ChangeJob, sandboxes: Sandboxes): Promise<DependencyLayer[]> {
  const layers: DependencyLayer[] = [];
  for (const install of job.plan.installs) {
    const command = install.argv.join(' ');
    const prepared = await sandboxes.prepare(job.runId, install, job.signal);
    if (prepared.status === 'ready') {
      layers.push(prepared.layer);
      const how = prepared.cached ? 'as installed before' : `${(prepared.durationMs / 1000).toFixed(1)} s`;
      job.say('baseline', `Dependencies: ${command} (${how})`);
    } else {
      const { reason, output, refused } = prepared;
      job.say('baseline', `Dependencies: ${command} failed (${reason.replaceAll('_', ' ')})`, { output, refused });
    }
  }
  return layers;
}
