import { inSpan } from '../telemetry/scope.ts';
import { exhausted, nearness, spend, windDownNote } from './budget.ts';
import { append } from './conversation.ts';
import { answerCalls, type Answer } from './tool-calls.ts';
import {
  type AgentEnd,
  type Budget,
  type Message,
  type Model,
  type ModelReply,
  ModelUnavailable,
  type Spent,
  type Tool,
  type Turn,
} from './types.ts';

export interface AgentRun {
  model: Model;
  modelName: string;
  /** Our own constant words; never foreign text. */
  system: string;
  /** The conversation so far; it ends with a user message, or with a reply that was paused. */
  messages: readonly Message[];
  tools: readonly Tool[];
  budget: Budget;
  spent: Spent;
  signal: AbortSignal;
  /** Awaited after a reply with tool calls and before they run. */
  onIntent: (reply: ModelReply) => Promise<void>;
  /** Awaited after each turn, before the next model call; `spent` includes the turn. */
  onTurn: (turn: Turn, spent: Spent) => Promise<void>;
  onText?: (delta: string) => void;
  now?: () => number;
}

export interface AgentResult {
  end: AgentEnd;
  messages: Message[];
  spent: Spent;
}

/** Output tokens of one reply; enough to write a large file at once. */
const MAX_TOKENS = 16_000;
/** Replies in a row that brought nothing (empty, cut off, paused) before the model counts as faulty. */
const MAX_FRUITLESS = 5;

/**
 * Lets the model work with the tools until it ends, and says how it ended. Knows nothing of storage. What a tool or a
 * hook throws is passed on: it is a fault of the machine, not something the model could answer.
 */
export function runAgent(run: AgentRun): Promise<AgentResult> {
  const attributes = {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'fettle',
    'gen_ai.request.model': run.modelName,
  };
  return inSpan('invoke_agent fettle', { attributes }, async (span) => {
    const result = await converse(run);
    span?.set({ 'fettle.end': result.end.kind });
    return result;
  });
}

async function converse(run: AgentRun): Promise<AgentResult> {
  const now = run.now ?? Date.now;
  let { spent } = run;
  let messages = [...run.messages];
  let context = estimateTokens(run.system, messages);
  let fruitless = 0;
  let warned = 0;

  for (;;) {
    if (run.signal.aborted) return { end: { kind: 'cancelled' }, messages, spent };
    const which = exhausted(spent, context, run.budget);
    if (which !== null) return { end: { kind: 'budget', which }, messages, spent };

    const startedAt = now();
    const reply = await ask(run, messages);
    if ('kind' in reply) return { end: reply, messages, spent: { ...spent, ms: spent.ms + now() - startedAt } };

    const answer = await answerCalls(reply, run);
    // What was cut off by the abort is not recorded as done: its intent is, and whoever resumes says so.
    if (run.signal.aborted) return { end: { kind: 'cancelled' }, messages, spent };

    fruitless = answer.fruitful ? 0 : fruitless + 1;
    context = contextAfter(reply, answer, context);
    spent = spend(spent, reply, now() - startedAt);
    const end = answer.end ?? (fruitless >= MAX_FRUITLESS ? tooManyFruitless(reply) : null);
    const near = nearness(spent, context, run.budget);
    if (end === null && near.stage > warned) {
      warned = near.stage;
      answer.user.push({ type: 'text', text: windDownNote(near) });
    }
    const results: Message | null = answer.user.length > 0 ? { role: 'user', content: answer.user } : null;
    await run.onTurn({ reply, results, tools: answer.tools, ...(end && { end }) }, spent);
    messages = append(append(messages, { role: 'assistant', content: reply.content }), results);
    if (end !== null) return { end, messages, spent };
  }
}

async function ask(run: AgentRun, messages: readonly Message[]): Promise<ModelReply | AgentEnd> {
  try {
    return await run.model.ask({
      model: run.modelName,
      system: run.system,
      messages,
      tools: run.tools.map((tool) => tool.definition),
      maxTokens: MAX_TOKENS,
      signal: run.signal,
      ...(run.onText && { onText: run.onText }),
    });
  } catch (error) {
    if (run.signal.aborted) return { kind: 'cancelled' };
    if (error instanceof ModelUnavailable) return { kind: 'model_faults', detail: error.message };
    throw error;
  }
}

function tooManyFruitless(reply: ModelReply): AgentEnd {
  return {
    kind: 'model_faults',
    detail: `${MAX_FRUITLESS} replies in a row brought nothing (last: ${reply.stopReason})`,
  };
}

/** The server counts exactly, but only what it has seen; what we add after a reply is estimated. */
function contextAfter(reply: ModelReply, answer: Answer, before: number): number {
  const { input, cacheRead, cacheWrite, output } = reply.usage;
  const seen = input + cacheRead + cacheWrite + output;
  return (seen > 0 ? seen : before) + tokensIn(answer.user);
}

function estimateTokens(system: string, messages: readonly Message[]): number {
  return tokensIn(system) + tokensIn(messages);
}

/** About four characters a token, in English and in code. */
function tokensIn(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / 4);
}
