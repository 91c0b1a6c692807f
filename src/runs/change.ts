import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { mcpTools } from '../agent/mcp-tools.ts';
import { renderFeedback, taskMessage } from '../agent/feedback.ts';
import { runAgent } from '../agent/loop.ts';
import { systemPrompt } from '../agent/prompts.ts';
import { resumeMessages } from '../agent/resume.ts';
import { sandboxTools } from '../agent/tools/list.ts';
import { type AgentEnd, type Feedback, type Message, type Model, ModelUnavailable, type Spent, type Tool, type Turn } from '../agent/types.ts';
import { UserError, describeError } from '../errors.ts';
import type { RepoConfig } from '../repo-config.ts';
import type { DependencyLayer, Mirror, Sandboxes } from '../sandbox/types.ts';
import { createVerifyServer } from '../verifiers/mcp.ts';
import type { Plan, Report } from '../verifiers/types.ts';
import { gateResult, reportText } from '../verifiers/verify.ts';
import { gateFeedback } from './feedback.ts';
import { runGate } from './gate.ts';
import { taskText } from './task.ts';
import type { GateReport, NoPrReason, RunEventKind, StoredTurn, Task } from './types.ts';
import { type Scope, verification } from './verification.ts';
import { openWorkspace, type Snapshot, type Workspace } from './workspace.ts';

/** How often a gate's objections go back to the agent before the run ends. */
const MAX_ROUNDS = 3;
/** Tokens of one request at which the loop winds down; below the models' window with room for an answer. */
const MAX_CONTEXT_TOKENS = 180_000;

export interface ChangeJob {
  runId: string;
  task: Task;
  mirror: Mirror;
  /** Plan, guards and judge compare with this commit. */
  baseSha: string;
  /** The agent starts from this commit: base, or what an earlier attempt pushed. */
  startSha: string;
  plan: Plan;
  config: RepoConfig;
  /** Why there is another attempt; empty for the first. */
  feedback: readonly Feedback[];
  memory: AttemptMemory;
  signal: AbortSignal;
  say: (kind: RunEventKind, text: string, data?: unknown) => void;
}

/** What an attempt remembers across a crash, and where it is written before the next model call. */
export interface AttemptMemory {
  stored: StoredTurn[];
  spent: Spent;
  rounds: number;
  patch: Buffer | null;
  record(turn: StoredTurn, after: { spent: Spent; snapshot: Snapshot | null }): Promise<void>;
  recordGate(rounds: number, report: GateReport, spent: Spent): Promise<void>;
}

/** What the inner loop needs; neither GitHub nor a database. */
export interface Workshop {
  sandboxes: Sandboxes;
  model: Model;
  agentModel: string;
  judgeModel: string;
  maxTurns: number;
  maxCostUsd: number;
  maxMs: number;
}

/** How an inner loop ends: a tree that passed its gate, or the reason why there is none. */
export type Change =
  | { kind: 'gated'; report: GateReport; summary: string; spent: Spent }
  | { kind: 'no_pr'; reason: NoPrReason; detail: string; report: GateReport | null; spent: Spent };

/**
 * The inner loop: agent and verifiers until the gate passes on exactly the tree that the agent left, or until a
 * budget, the agent itself, or the gate's third refusal ends it.
 */
export async function changeCode(job: ChangeJob, workshop: Workshop): Promise<Change> {
  const { mirror, memory } = job;
  const startTree = await mirror.treeOf(job.startSha);
  const tree = memory.patch === null ? startTree : await mirror.apply(startTree, memory.patch);
  const layers = dependencyLayers(job, workshop.sandboxes);
  const workspace = openWorkspace({ runId: job.runId, mirror, sandboxes: workshop.sandboxes, layers, startTree, tree, signal: job.signal });
  try {
    return await new InnerLoop(job, workshop, workspace, startTree, { tree, patch: memory.patch ?? Buffer.alloc(0) }).run();
  } finally {
    await workspace.close();
  }
}

/** Installed once per lockfile; a failed install is no reason to stop, since mending it may be the task. */
async function dependencyLayers(job: ChangeJob, sandboxes: Sandboxes): Promise<DependencyLayer[]> {
  const layers: DependencyLayer[] = [];
  for (const install of job.plan.installs) {
    const prepared = await sandboxes.prepare(job.runId, install, job.signal);
    if (prepared.status === 'ready') {
      layers.push(prepared.layer);
      job.say('baseline', `Dependencies: ${install.argv.join(' ')} (${prepared.cached ? 'from an earlier run' : `${seconds(prepared.durationMs)}`})`);
    } else {
      job.say('baseline', `Dependencies could not be installed: ${prepared.reason.replaceAll('_', ' ')}`, { output: prepared.output, refused: prepared.refused });
    }
  }
  return layers;
}

class InnerLoop {
  readonly #job: ChangeJob;
  readonly #workshop: Workshop;
  readonly #workspace: Workspace;
  readonly #startTree: string;
  readonly #verify: (tree: string, scope: Scope) => Promise<Report[]>;
  #snapshot: Snapshot;
  #spent: Spent;
  #unpublishable: string | null = null;

  constructor(job: ChangeJob, workshop: Workshop, workspace: Workspace, startTree: string, snapshot: Snapshot) {
    this.#job = job;
    this.#workshop = workshop;
    this.#workspace = workspace;
    this.#startTree = startTree;
    this.#snapshot = snapshot;
    this.#spent = job.memory.spent;
    this.#verify = verification({ ...job, sandboxes: workshop.sandboxes });
  }

  async run(): Promise<Change> {
    const { memory } = this.#job;
    const tools = await this.#tools();
    let messages = resumeMessages(memory.stored);
    let end = finishedBefore(memory.stored);
    if (messages.length === 0) messages = [await this.#tell(taskMessage(taskText(this.#job.task), this.#job.feedback))];

    for (let rounds = memory.rounds; ; rounds += 1) {
      if (end === null) ({ end, messages } = await this.#agent(messages, tools));
      if (end.kind !== 'finished') return this.#stopped(end);
      const feedback = await this.#examine(rounds);
      if (feedback.kind !== 'again') return { ...feedback.change, spent: this.#spent, ...(feedback.change.kind === 'gated' ? { summary: end.summary } : {}) } as Change;
      messages = [...messages, await this.#tell(renderFeedback(feedback.feedback))];
      end = null;
    }
  }

  /** One stretch of turns, until the model says that it is done or cannot go on. */
  async #agent(messages: readonly Message[], tools: readonly Tool[]): Promise<{ end: AgentEnd; messages: Message[] }> {
    const job = this.#job;
    const workshop = this.#workshop;
    const result = await runAgent({
      model: workshop.model,
      modelName: workshop.agentModel,
      system: systemPrompt(),
      messages,
      tools,
      budget: { maxTurns: workshop.maxTurns, maxCostUsd: workshop.maxCostUsd, maxMs: workshop.maxMs, maxContextTokens: MAX_CONTEXT_TOKENS },
      spent: this.#spent,
      signal: job.signal,
      onIntent: (reply) => job.memory.record({ kind: 'intent', reply }, { spent: this.#spent, snapshot: null }),
      onTurn: (turn, spent) => this.#onTurn(turn, spent, tools),
    });
    this.#spent = result.spent;
    return { end: result.end, messages: result.messages };
  }

  async #onTurn(turn: Turn, spent: Spent, tools: readonly Tool[]): Promise<void> {
    this.#spent = spent;
    const mutated = turn.tools.some((used) => tools.find((tool) => tool.definition.name === used.name)?.mutates);
    if (mutated) await this.#take();
    for (const used of turn.tools) this.#job.say('tool', used.summary, { name: used.name, ok: used.ok, durationMs: used.durationMs });
    await this.#job.memory.record({ kind: 'turn', turn }, { spent, snapshot: this.#snapshot });
    this.#job.say('turn', `Turn ${spent.turns}: ${turn.tools.map((used) => used.name).join(', ') || 'says it is done'}`, { costUsd: spent.costUsd, usage: spent.usage });
  }

  /** Takes over what is in the workspace now. A change that could never be published keeps the last good tree. */
  async #take(): Promise<void> {
    try {
      this.#snapshot = await this.#workspace.snapshot();
      this.#unpublishable = null;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#unpublishable = error.message;
    }
  }

  async #tell(message: Message): Promise<Message> {
    await this.#job.memory.record({ kind: 'user', message }, { spent: this.#spent, snapshot: this.#snapshot });
    return message;
  }

  /** The gate on exactly the tree that the agent left, and what to do about its answer. */
  async #examine(rounds: number): Promise<{ kind: 'end'; change: Omit<Change, 'spent' | 'summary'> } | { kind: 'again'; feedback: Feedback }> {
    const job = this.#job;
    const again = (feedback: Feedback, otherwise: () => Omit<Change, 'spent' | 'summary'>) =>
      rounds + 1 > MAX_ROUNDS ? ({ kind: 'end', change: otherwise() } as const) : ({ kind: 'again', feedback } as const);

    if (this.#unpublishable !== null) {
      const problem = this.#unpublishable;
      return again({ source: 'guards', headline: 'The workspace holds something that can never be published. Remove it.', items: [{ title: 'problem', body: problem }] }, () => noPr('guard_veto', problem, null));
    }
    if (this.#snapshot.tree === this.#startTree) return { kind: 'end', change: noPr('gave_up', 'The agent ended without changing a file.', null) };

    let report: GateReport;
    try {
      report = await this.#gate();
    } catch (error) {
      if (job.signal.aborted) return { kind: 'end', change: noPr('cancelled', describeError(job.signal.reason), null) };
      if (error instanceof ModelUnavailable) return { kind: 'end', change: noPr('infra', `The judge could not be reached: ${error.message}`, null) };
      throw error;
    }
    await job.memory.recordGate(rounds + 1, report, this.#spent);
    if (report.passed) return { kind: 'end', change: { kind: 'gated', report } };
    if (hopeless(report)) return { kind: 'end', change: noPr('could_not_verify', couldNotVerify(report.reports), report) };
    return again(gateFeedback(report), () => noPr(reasonOf(report), gateFeedback(report).headline, report));
  }

  #gate(): Promise<GateReport> {
    const job = this.#job;
    const workshop = this.#workshop;
    return runGate({
      mirror: job.mirror,
      baseSha: job.baseSha,
      tree: this.#snapshot.tree,
      plan: job.plan,
      config: job.config,
      task: taskText(job.task),
      verify: (tree) => this.#verify(tree, 'changed'),
      judgeModel: workshop.model,
      judgeModelName: workshop.judgeModel,
      signal: job.signal,
      say: job.say,
      onCost: ({ costUsd, usage }) => {
        this.#spent = { ...this.#spent, costUsd: this.#spent.costUsd + costUsd, usage: addUsage(this.#spent.usage, usage) };
      },
    });
  }

  /** Tools on the sandbox, and `verify` through the same MCP server that other agents use. */
  async #tools(): Promise<Tool[]> {
    const server = createVerifyServer(async ({ scope }) => {
      await this.#take();
      if (this.#unpublishable !== null) return { text: this.#unpublishable, passed: false };
      const reports = await this.#verify(this.#snapshot.tree, scope);
      return { text: reportText(reports), passed: gateResult(reports, this.#job.config.unverified).passed };
    });
    const client = new Client({ name: 'fettle', version: '1' });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(theirs), client.connect(ours)]);
    return [...sandboxTools(this.#workspace.sandbox), ...(await mcpTools(client))];
  }

  #stopped(end: Exclude<AgentEnd, { kind: 'finished' }>): Change {
    const spent = this.#spent;
    switch (end.kind) {
      case 'cannot_do':
        return { ...noPr('escalated', end.reason, null), spent };
      case 'budget':
        return { ...noPr('budget', `The budget for ${end.which} is spent.`, null), spent };
      case 'refused':
        return { ...noPr('refused', 'The model refused the task.', null), spent };
      case 'cancelled':
        return { ...noPr('cancelled', describeError(this.#job.signal.reason), null), spent };
      case 'model_faults':
        return { ...noPr('infra', `The model could not be reached: ${end.detail}`, null), spent };
    }
  }
}

function noPr(reason: NoPrReason, detail: string, report: GateReport | null): { kind: 'no_pr'; reason: NoPrReason; detail: string; report: GateReport | null } {
  return { kind: 'no_pr', reason, detail, report };
}

/** An attempt that was cut off after the agent's last word goes on with the gate. */
function finishedBefore(stored: readonly StoredTurn[]): AgentEnd | null {
  const last = stored.at(-1);
  if (last?.kind !== 'turn' || last.turn.results !== null || last.turn.reply.stopReason !== 'end_turn') return null;
  const text = last.turn.reply.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  return text.trim() === '' ? null : { kind: 'finished', summary: text };
}

/** Reasons that no edit of the code can mend: going back to the agent would only cost money. */
const OUT_OF_REACH = new Set(['no_verifier', 'base_red', 'tool_missing', 'toolchain', 'registry_unreachable', 'needs_service', 'needs_platform']);

function hopeless(report: GateReport): boolean {
  if (report.failedAt !== 'verifiers') return false;
  const blocking = report.reports.filter((one) => one.result === 'failed' || one.result === 'could_not_run');
  return blocking.every((one) => one.result === 'could_not_run' && OUT_OF_REACH.has(one.reason ?? ''));
}

function couldNotVerify(reports: readonly Report[]): string {
  const lines = reports.filter((one) => one.result === 'could_not_run').map((one) => `${one.check}: ${one.reason}, ${one.summary}`);
  return lines.length > 0 ? lines.join('\n') : 'No verifier covers the change.';
}

function reasonOf(report: GateReport): NoPrReason {
  if (report.failedAt === 'guards') return 'guard_veto';
  if (report.failedAt === 'judge') return 'judge_veto';
  return report.reports.some((one) => one.result === 'failed') ? 'verifier_red' : 'could_not_verify';
}

function addUsage(a: Spent['usage'], b: Spent['usage']): Spent['usage'] {
  return { input: a.input + b.input, output: a.output + b.output, cacheRead: a.cacheRead + b.cacheRead, cacheWrite: a.cacheWrite + b.cacheWrite };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
