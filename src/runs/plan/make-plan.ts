import { readFileSync } from 'node:fs';
import { append, userMessage } from '../../agent/conversation.ts';
import { planMessage } from '../../agent/feedback.ts';
import { runAgent } from '../../agent/loop.ts';
import { resumeConversation } from '../../agent/resume.ts';
import { cannotDoTool } from '../../agent/tools/cannot-do.ts';
import { planTool } from '../../agent/tools/plan.ts';
import { questionTool } from '../../agent/tools/question.ts';
import { readTool } from '../../agent/tools/read.ts';
import { QUESTION } from '../../agent/tools/request.ts';
import { searchTool } from '../../agent/tools/search.ts';
import type { AgentEnd, Message, ModelReply, Proposal, Spent, Turn } from '../../agent/types.ts';
import type { Mirror, Sandbox } from '../../sandbox/types.ts';
import type { AttemptMemory, Requests, Say, Workshop } from '../change.ts';
import { makingOf } from '../making.ts';
import { stopReason } from '../refusal.ts';
import { taskAsRead } from '../task.ts';
import { toolLine } from '../tool-line.ts';
import type { NoPrReason, Task } from '../types.ts';
import { openWorkspace, type Snapshot } from '../workspace.ts';

/** More reading than this is no planning. */
const MAX_TURNS = 40;
/** How often a model that ends without a plan is told to hand one in. */
const MAX_REMINDERS = 2;

const REMINDER =
  'There is no plan yet. Call plan to hand it in; or ask_question, or cannot_do with the reason, if there can be none.';

export interface PlanJob {
  runId: string;
  /** `owner/name`. */
  repo: string;
  task: Task;
  mirror: Mirror;
  baseSha: string;
  /** Lines of ours about the repository. */
  facts: readonly string[];
  memory: AttemptMemory;
  requests: Requests;
  signal: AbortSignal;
  say: Say;
}

/** How planning ends. */
export type Planned = (
  | { kind: 'planned'; proposal: Proposal }
  /** It asked a question: the session goes on, from its stored turns, when there is an answer. */
  | { kind: 'asked' }
  | { kind: 'no_pr'; reason: NoPrReason; detail: string }
) & { spent: Spent };

/** What a planning agent is told first: our own constant words. */
export const planPrompt = (): string => readFileSync(new URL('../../agent/prompts/plan.md', import.meta.url), 'utf8');

/**
 * The agent reads base, in a sandbox that is thrown away, with tools that can only look, and hands in a plan. Each turn is
 * stored before the next, as those of any attempt. Throws the signal's reason when that aborts.
 */
export async function makePlan(job: PlanJob, workshop: Workshop): Promise<Planned> {
  const { runId, repo, mirror, baseSha, memory, signal } = job;
  const tree = await mirror.treeOf(baseSha);
  // Files are all that is read: neither the repository's image nor its services are needed for that.
  const sandboxes = workshop.sandboxes.within({ repo, image: null, services: [], offeredImage: null });
  const { status, ...engine } = await sandboxes.check();
  const imageId = status === 'ready' && 'imageId' in engine ? engine.imageId : null;
  await memory.noteMaking?.(makingOf({ ...workshop, agentPrompt: planPrompt() }, 'off', imageId));
  const layers = Promise.resolve([]);
  const workspace = openWorkspace({ runId, mirror, sandboxes, layers, startTree: tree, tree, signal });
  try {
    return await converse(job, workshop, workspace.sandbox, { tree, patch: Buffer.alloc(0) });
  } finally {
    void workspace.close().catch(() => undefined);
  }
}

async function converse(job: PlanJob, workshop: Workshop, sandbox: Sandbox, snapshot: Snapshot): Promise<Planned> {
  const { memory, requests, signal, say } = job;
  let { spent } = memory;
  const record = (turn: Parameters<AttemptMemory['record']>[0]) => memory.record(turn, { spent, snapshot });
  const tell = async (message: Message) => {
    await record({ kind: 'user', message });
    return message;
  };
  const onTurn = async (turn: Turn, after: Spent) => {
    spent = after;
    await record({ kind: 'turn', turn });
    for (const used of turn.tools)
      say('tool', toolLine(used), { name: used.name, ok: used.ok, durationMs: used.durationMs });
    say('turn', `Turn ${spent.turns}`, { costUsd: spent.costUsd, usage: spent.usage });
  };
  const tools = [
    readTool(sandbox),
    searchTool(sandbox),
    questionTool((why) => requests.ask({ ...QUESTION, why })),
    cannotDoTool(),
    planTool(),
  ];

  const { messages: stored, interrupted, lastTurn } = resumeConversation(memory.stored);
  if (interrupted !== null) await record({ kind: 'turn', turn: interrupted });
  let messages: Message[] = stored;
  let end: AgentEnd | null = lastTurn?.end ?? null;
  if (end?.kind === 'asked') {
    messages = append(messages, await tell(await requests.answer(end.key)));
    end = null;
  }
  if (messages.length === 0) messages = [await tell(planMessage(taskAsRead(job.task), job.facts))];
  for (let reminders = 0; ; reminders += 1) {
    if (end === null)
      ({ end, messages, spent } = await runAgent({
        model: workshop.model,
        modelName: workshop.agentModel,
        system: planPrompt(),
        messages,
        tools,
        budget: {
          maxTurns: Math.min(workshop.maxTurns, MAX_TURNS),
          maxCostUsd: workshop.maxCostUsd,
          maxMs: workshop.maxMs,
          maxContextTokens: workshop.profile?.limits.contextTokens ?? 180_000,
        },
        spent,
        signal,
        onIntent: (reply: ModelReply) => record({ kind: 'intent', reply }),
        onTurn,
      }));
    if (end.kind !== 'finished' || reminders >= MAX_REMINDERS) return { ...planned(end, workshop, signal), spent };
    messages = append(messages, await tell(userMessage(REMINDER)));
    end = null;
  }
}

type Ended = Planned extends infer One ? (One extends { spent: Spent } ? Omit<One, 'spent'> : never) : never;

function planned(end: AgentEnd, workshop: Workshop, signal: AbortSignal): Ended {
  switch (end.kind) {
    case 'planned':
      return { kind: 'planned', proposal: end.proposal };
    case 'asked':
      return { kind: 'asked' };
    case 'finished':
      return { kind: 'no_pr', reason: 'gave_up', detail: `The agent ended without a plan: ${end.summary}` };
    case 'cancelled':
      signal.throwIfAborted();
      throw new Error('the agent was cancelled without an abort');
    default:
      return { kind: 'no_pr', ...stopReason(end, { ...workshop, maxTurns: Math.min(workshop.maxTurns, MAX_TURNS) }) };
  }
}
