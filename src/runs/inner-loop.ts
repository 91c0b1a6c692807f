import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { addUsage } from '../agent/budget.ts';
import { append, textOf, userMessage } from '../agent/conversation.ts';
import { renderFeedback, taskMessage } from '../agent/feedback.ts';
import { runAgent } from '../agent/loop.ts';
import { mcpTools } from '../agent/mcp-tools.ts';
import { type Profile, profileOf, profilePrompt } from '../agent/profiles/profile.ts';
import { resumeConversation } from '../agent/resume.ts';
import { agentTools } from '../agent/tools/agent-tools.ts';
import {
  type AgentEnd,
  type Budget,
  type Feedback,
  type Message,
  type Model,
  type ModelReply,
  ModelUnavailable,
  type Spent,
  type Tool,
  type Turn,
} from '../agent/types.ts';
import { UserError } from '../errors.ts';
import type { JudgeLevel } from '../judge/level.ts';
import { JudgeFailed } from '../judge/types.ts';
import { createVerifyServer } from '../verifiers/mcp.ts';
import type { Report } from '../verifiers/types.ts';
import { gateResult, reportText } from '../verifiers/verify.ts';
import type { Change, ChangeJob, Requests, Workshop } from './change.ts';
import { type ClaudeCode, claudeCode } from './claude-code.ts';
import { gateFeedback } from './feedback.ts';
import { fixFormat } from './fix-format.ts';
import { levelFor } from './gate/hear-judge.ts';
import { runGate } from './gate.ts';
import { couldNotVerify, hopeless, needsPermission, refusalReason, stopReason } from './refusal.ts';
import { taskAsRead, taskText, taskWithHidden, withWishes } from './task.ts';
import type { GateReport, NoPrReason } from './types.ts';
import { toolLine } from './tool-line.ts';
import { type Verification, verification } from './verification.ts';
import type { Snapshot, Workspace } from './workspace.ts';

/** How often the gate's objections go back to the agent before the run ends. */
const MAX_ROUNDS = 3;

const MISSING_PERMISSION =
  'The task asks for a change of workflow files, and the app has no permission to push those (workflows: write). The change is below, as a patch.';

const GOES_ON = 'The worker was restarted. The workspace is as it was left: look at what is there before you go on.';

const TOO_LATE =
  'A question is asked before anything is changed. Go on with what you know; if the task is too vague, call cannot_do and name what is missing.';

/** What the gate's answer comes to: the end of the loop, or one more round with this feedback. */
type Examined = NoPr | { kind: 'gated'; report: GateReport } | { kind: 'again'; feedback: Feedback };
type NoPr = { kind: 'no_pr'; reason: NoPrReason; detail: string; report: GateReport | null };

/** One inner loop: what is in the workspace now, what was spent, and the conversation between agent and gate. */
export class InnerLoop {
  readonly #job: ChangeJob;
  readonly #workshop: Workshop;
  readonly #profile: Profile;
  readonly #workspace: Workspace;
  readonly #startTree: string;
  readonly #verify: Verification;
  readonly #claudeCode: ClaudeCode;
  #snapshot: Snapshot;
  #spent: Spent;
  /** What the judge's model answered in the last gate. */
  #judgeReplies: readonly ModelReply[] = [];
  /** Why what is in the workspace now can't be taken over; null when it was. */
  #unpublishable: string | null = null;

  constructor(job: ChangeJob, workshop: Workshop, workspace: Workspace, startTree: string, snapshot: Snapshot) {
    this.#job = job;
    this.#workshop = workshop;
    this.#profile = workshop.profile ?? profileOf('fettle');
    this.#workspace = workspace;
    this.#startTree = startTree;
    this.#snapshot = snapshot;
    this.#spent = job.memory.spent;
    const { sandboxes, remembered } = workshop;
    this.#verify = verification({ ...job, sandboxes, ...(remembered === undefined ? {} : { remembered }) });
    this.#claudeCode = claudeCode({
      sandbox: workspace.sandbox,
      model: workshop.model,
      modelName: workshop.agentModel,
      system: workshop.agentPrompt ?? profilePrompt(this.#profile),
      budget: budgetOf(this.#profile, workshop),
      signal: job.signal,
      // The formatter's own commands would end the program: what it can mend is mended before the gate.
      verifyServer: () => this.#verifyServer(async () => false),
      objection: () => this.#objection(),
      onSaid: async (message) => void (await this.#tell(message)),
      onTurn: (turn, spent) => this.#onTurn(turn, spent, null),
    });
  }

  async run(): Promise<Change> {
    const tools = await this.#tools();
    let { messages, end } = await this.#begin();
    if (this.#job.merged?.status === 'merged' && !this.#job.memory.stored.some(({ kind }) => kind !== 'user'))
      end = { kind: 'finished', summary: 'Merged the base branch, without a conflict.' };
    for (let rounds = this.#job.memory.rounds; ; rounds += 1) {
      if (end === null) ({ end, messages } = await this.#converse(messages, tools));
      if (end.kind === 'asked') return { kind: 'asked', spent: this.#spent };
      if (end.kind === 'planned') throw new Error('an agent without the tool for it has handed in a plan');
      if (end.kind !== 'finished') return { ...this.#stopped(end), spent: this.#spent };
      const examined = await this.#examine(rounds, end.summary);
      if (examined.kind === 'gated') return { ...examined, summary: end.summary, spent: this.#spent };
      if (examined.kind === 'no_pr') return { ...examined, spent: this.#spent };
      messages = append(messages, await this.#tell(renderFeedback(examined.feedback)));
      end = null;
    }
  }

  /** The conversation so far: what is stored of it, or the task and why there is another attempt. */
  async #begin(): Promise<{ messages: Message[]; end: AgentEnd | null }> {
    const { memory, task, feedback } = this.#job;
    const { messages: stored, interrupted, lastTurn } = resumeConversation(memory.stored);
    if (interrupted !== null) await this.#record({ kind: 'turn', turn: interrupted });
    if (lastTurn?.end?.kind === 'asked' && this.#job.requests !== undefined)
      return {
        messages: append(stored, await this.#tell(await this.#job.requests.answer(lastTurn.end.key))),
        end: null,
      };
    const opening = [taskMessage(taskAsRead(task), [], this.#job.settled), ...feedback.map(renderFeedback)];
    // Another program's conversation went with its container: it begins anew, on the tree as it left it.
    const again = this.#profile.kind === 'claude-code' && stored.length > 0 && lastTurn?.end === undefined;
    if (again) return { messages: joined([...opening, userMessage(GOES_ON)]), end: null };
    if (stored.length > 0) return { messages: stored, end: lastTurn?.end ?? null };
    for (const message of opening) await this.#tell(message);
    return { messages: joined(opening), end: null };
  }

  /** One stretch of turns, until the model says that it is done or cannot go on. */
  async #converse(messages: Message[], tools: Tool[]): Promise<{ end: AgentEnd; messages: Message[] }> {
    if (this.#profile.kind === 'claude-code') {
      const { end, spent } = await this.#claudeCode(messages, this.#spent);
      this.#spent = spent;
      return { end, messages: [] };
    }
    const { model, agentModel, agentPrompt } = this.#workshop;
    const result = await runAgent({
      model,
      modelName: agentModel,
      system: agentPrompt ?? profilePrompt(this.#profile),
      messages,
      tools,
      budget: budgetOf(this.#profile, this.#workshop),
      spent: this.#spent,
      signal: this.#job.signal,
      onIntent: (reply: ModelReply) => this.#record({ kind: 'intent', reply }),
      onTurn: (turn, spent) => this.#onTurn(turn, spent, tools),
    });
    this.#spent = result.spent;
    return result;
  }

  /** `tools` null: what they do is not known, so the workspace is looked at each time. */
  async #onTurn(turn: Turn, spent: Spent, tools: readonly Tool[] | null): Promise<void> {
    this.#spent = spent;
    const mutates = (name: string) => tools?.find((tool) => tool.definition.name === name)?.mutates;
    if (tools === null || turn.tools.some((used) => mutates(used.name))) await this.#take();
    await this.#record({ kind: 'turn', turn });
    const { say } = this.#job;
    for (const used of turn.tools)
      say('tool', toolLine(used), { name: used.name, ok: used.ok, durationMs: used.durationMs });
    if (turn.end?.kind === 'finished') say('tool', 'says that it is done');
    say('turn', `Turn ${spent.turns}`, { costUsd: spent.costUsd, usage: spent.usage });
  }

  /** Takes over what is in the workspace now. A change that could never be published leaves the last good tree. */
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
    await this.#record({ kind: 'user', message });
    return message;
  }

  #record(turn: Parameters<ChangeJob['memory']['record']>[0]): Promise<void> {
    return this.#job.memory.record(turn, { spent: this.#spent, snapshot: this.#snapshot });
  }

  /** The gate on exactly the tree that the agent left. */
  async #examine(rounds: number, summary: string): Promise<Examined> {
    const lastRound = rounds >= MAX_ROUNDS;
    if (this.#unpublishable !== null) {
      const headline = 'The workspace holds something that can never be published. Remove it.';
      if (lastRound) return noPr('guard_veto', this.#unpublishable);
      return {
        kind: 'again',
        feedback: { source: 'guards', headline, items: [{ title: 'problem', body: this.#unpublishable }] },
      };
    }
    if (this.#snapshot.tree === this.#startTree && this.#job.merged?.status !== 'merged')
      return noPr('gave_up', summary);

    let report = await this.#gate();
    // What a formatter can mend by itself costs no turn of the agent's.
    if ('tree' in report && report.failedAt === 'verifiers' && (await this.#format(report.reports)))
      report = await this.#gate();
    if (!('tree' in report)) return report;
    const seen = { snapshot: this.#snapshot, judgeReplies: this.#judgeReplies };
    await this.#job.memory.recordGate(rounds + 1, report, this.#spent, seen);
    if (report.passed) return { kind: 'gated', report };
    if (needsPermission(report)) return noPr('blocked', MISSING_PERMISSION, report);
    if (hopeless(report)) return noPr('could_not_verify', couldNotVerify(report.reports), report);
    if (!lastRound) return { kind: 'again', feedback: gateFeedback(report) };
    const detail = `${rounds + 1} versions of the change were examined, and none passed. What stopped the last one:`;
    return noPr(refusalReason(report), detail, report);
  }

  /** Why the tree as it is now would not pass, for an agent that is about to stop. The judge is asked by the gate alone. */
  async #objection(): Promise<string | null> {
    await this.#take();
    if (this.#unpublishable !== null) return this.#unpublishable;
    if (this.#snapshot.tree === this.#startTree) return null;
    const report = await this.#gate('off');
    if (!('tree' in report) || report.passed || needsPermission(report) || hopeless(report)) return null;
    return textOf(renderFeedback(gateFeedback(report)));
  }

  async #gate(judgeLevel?: JudgeLevel): Promise<GateReport | NoPr> {
    const { mirror, baseSha, plan, config, task, mayPushWorkflows, signal, say } = this.#job;
    const { model, judging, judgeModel, judgePrompt } = this.#workshop;
    const judgeReplies: ModelReply[] = [];
    this.#judgeReplies = judgeReplies;
    const asked = withWishes(task, this.#job.feedback);
    try {
      return await runGate({
        mirror,
        baseSha,
        tree: this.#snapshot.tree,
        plan,
        config,
        task: taskText(asked, this.#job.settled),
        judgeTask: taskWithHidden(asked, this.#job.settled),
        verify: (tree, own) => this.#verify(tree, 'changed', own),
        judgeModel: keptReplies(judging?.model ?? model, judgeReplies),
        judgeModelName: judgeModel,
        judgeLevel: judgeLevel ?? levelFor(judging?.level ?? null, config.judge, this.#job.judgeAtMost),
        ...(judgePrompt === undefined ? {} : { judgePrompt }),
        ...(judging === undefined || judging.temperature === null ? {} : { judgeTemperature: judging.temperature }),
        ...(mayPushWorkflows === undefined ? {} : { mayPushWorkflows }),
        signal,
        say,
        onCost: ({ costUsd, usage }) => {
          const { costUsd: before, usage: sum } = this.#spent;
          this.#spent = { ...this.#spent, costUsd: before + costUsd, usage: addUsage(sum, usage) };
        },
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ModelUnavailable) return noPr('infra', `The judge could not be reached: ${error.message}`);
      if (error instanceof JudgeFailed) {
        this.#spent = { ...this.#spent, costUsd: this.#spent.costUsd + error.costUsd };
        // What it will not or can not read today it will not tomorrow.
        const reason = error.reason === 'no_verdict' ? 'infra' : 'could_not_verify';
        return noPr(reason, `The judge gave no verdict: ${error.message}`);
      }
      throw error;
    }
  }

  /** Whether fixing the format of the agent's own files made another tree, which is then the one to look at. */
  async #format(reports: readonly Report[]): Promise<boolean> {
    const { mirror, baseSha, plan, signal, say } = this.#job;
    const before = this.#snapshot.tree;
    const changes = await mirror.changes(baseSha, before);
    const changed = changes.filter(({ status }) => status !== 'deleted').map(({ path }) => path);
    const fixed = await fixFormat({ plan, reports, changed, sandbox: this.#workspace.sandbox, signal });
    if (fixed.length === 0) return false;
    await this.#take();
    if (this.#snapshot.tree === before) return false;
    say('verify', `Formatted ${fixed.join(', ')}`);
    return true;
  }

  /** Tools on the sandbox, and `verify` through the same MCP server that other agents use. */
  async #tools(): Promise<Tool[]> {
    const server = this.#verifyServer((reports) => this.#format(reports));
    const client = new Client({ name: 'fettle', version: '1' });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(theirs), client.connect(ours)]);
    const named: readonly string[] = this.#profile.tools;
    return [
      ...agentTools(this.#workspace.sandbox, this.#profile, this.#ask()),
      ...(await mcpTools(client)).filter(({ definition }) => named.includes(definition.name)),
    ];
  }

  /** Whoever has begun has decided already: a question comes before the first change, and before anything is published. */
  #ask(): Requests['ask'] | null {
    const { requests, feedback } = this.#job;
    if (requests === undefined) return null;
    return async (request) => {
      if (request.kind !== 'question') return requests.ask(request);
      await this.#take();
      const begun = feedback.length > 0 || this.#snapshot.tree !== this.#startTree;
      return begun ? { kind: 'refused', text: TOO_LATE } : requests.ask(request);
    };
  }

  #verifyServer(format: (reports: readonly Report[]) => Promise<boolean>): McpServer {
    return createVerifyServer(async ({ scope }) => {
      await this.#take();
      if (this.#unpublishable !== null) return { text: this.#unpublishable, passed: false };
      let reports = await this.#verify(this.#snapshot.tree, scope);
      const formatted = await format(reports);
      if (formatted) reports = await this.#verify(this.#snapshot.tree, scope);
      const note = formatted
        ? "The repository's formatter was run on your files; look at them again before you edit.\n\n"
        : '';
      return { text: note + reportText(reports), passed: gateResult(reports, this.#job.config.unverified).passed };
    });
  }

  #stopped(end: Exclude<AgentEnd, { kind: 'finished' | 'asked' | 'planned' }>): NoPr {
    if (end.kind === 'cancelled') {
      this.#job.signal.throwIfAborted();
      throw new Error('the agent was cancelled without an abort');
    }
    const { reason, detail } = stopReason(end, this.#workshop);
    return noPr(reason, detail);
  }
}

/** The same model, whose replies are put down. */
function keptReplies(model: Model, replies: ModelReply[]): Model {
  return {
    async ask(request) {
      const reply = await model.ask(request);
      replies.push(reply);
      return reply;
    },
  };
}

function noPr(reason: NoPrReason, detail: string, report: GateReport | null = null): NoPr {
  return { kind: 'no_pr', reason, detail, report };
}

/** Messages of ours in a row, as the API takes them. */
const joined = (messages: readonly Message[]): Message[] => messages.reduce<Message[]>(append, []);

/** The stricter of what the settings and the profile allow. */
function budgetOf({ limits }: Profile, { maxTurns, maxCostUsd, maxMs }: Workshop): Budget {
  return {
    maxTurns: Math.min(maxTurns, limits.turns ?? maxTurns),
    maxCostUsd: Math.min(maxCostUsd, limits.usd ?? maxCostUsd),
    maxMs: Math.min(maxMs, (limits.minutes ?? Infinity) * 60_000),
    maxContextTokens: limits.contextTokens,
  };
}
