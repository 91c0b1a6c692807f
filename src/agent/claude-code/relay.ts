import { z } from 'zod';
import { type ContentBlock, type Message, type Model, type ModelReply, ModelUnavailable } from '../types.ts';
import { judgeCall, type RelayRequest } from './relay-policy.ts';
import { replyEvents, replyMessage } from './reply-events.ts';

export interface RelayAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface RelayOptions {
  /** Holds the key, and retries what passes; the program in the sandbox sees neither. */
  model: Model;
  modelName: string;
  /** What is left of the run's budget, asked before each call. */
  left: () => { usd: number; calls: number };
  signal: AbortSignal;
  /** Awaited before a call, with what the program says since the last reply. */
  onCall: (said: Message | null) => Promise<void>;
  /** Awaited before the program gets the reply. */
  onReply: (reply: ModelReply) => Promise<void>;
  /** The model can't be had, or the budget is spent: there is no use in going on. */
  onEnd: (why: { kind: 'model_faults'; detail: string } | { kind: 'budget' }) => void;
}

/**
 * The one way from the sandbox to a model: one endpoint, one model, one budget. Replies are complete before the program
 * gets them, so that each is recorded whole and a fault of the network is never the program's.
 */
export function createRelay(options: RelayOptions): (request: RelayRequest) => Promise<RelayAnswer> {
  let calls = 0;
  return async (request) => {
    const { usd, calls: left } = options.left();
    const ruling = judgeCall(request, { model: options.modelName, leftUsd: usd, leftCalls: left });
    if (ruling.kind === 'refuse') {
      if (usd <= 0 || left <= 0) options.onEnd({ kind: 'budget' });
      return problem(ruling.status, ruling.type, ruling.message);
    }
    calls += 1;
    const messages = messagesOf(ruling.body.messages);
    try {
      await options.onCall(messages.at(-1)?.role === 'user' ? (messages.at(-1) ?? null) : null);
      options.signal.throwIfAborted();
      const { stream: _, ...body } = ruling.body;
      const reply = await options.model.ask({
        model: options.modelName,
        system: textOf(ruling.body.system),
        messages,
        maxTokens: Number(ruling.body.max_tokens ?? 0),
        signal: options.signal,
        verbatim: { body, headers: betaHeaders(request.headers) },
      });
      await options.onReply(reply);
      const id = `msg_fettle_${calls}`;
      return ruling.stream
        ? { status: 200, headers: { 'content-type': 'text/event-stream' }, body: replyEvents(reply, id) }
        : { status: 200, headers: { 'content-type': 'application/json' }, body: replyMessage(reply, id) };
    } catch (error) {
      if (!(error instanceof ModelUnavailable)) throw error;
      options.onEnd({ kind: 'model_faults', detail: error.message });
      return problem(529, 'overloaded_error', 'The model can not be reached.');
    }
  };
}

const problem = (status: number, type: string, message: string): RelayAnswer => ({
  status,
  // The program would ask again and again for what is refused for good.
  headers: { 'content-type': 'application/json', 'x-should-retry': 'false' },
  body: JSON.stringify({ type: 'error', error: { type, message } }),
});

const betaHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  headers['anthropic-beta'] === undefined ? {} : { 'anthropic-beta': headers['anthropic-beta'] };

const Block = z.looseObject({ type: z.string() });
const ApiMessages = z.array(
  z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: z.union([z.string(), z.array(Block)]) }),
);

/** The conversation in our words, for the record: what has none there is named. */
function messagesOf(value: unknown): Message[] {
  return (ApiMessages.safeParse(value).data ?? []).map(({ role, content }) => ({
    role: role === 'assistant' ? 'assistant' : 'user',
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(blockOf),
  }));
}

function blockOf(block: z.infer<typeof Block>): ContentBlock {
  const it = block as Record<string, unknown>;
  switch (block.type) {
    case 'text':
      return { type: 'text', text: String(it.text) };
    case 'thinking':
      return { type: 'thinking', thinking: String(it.thinking), signature: String(it.signature) };
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: String(it.data) };
    case 'tool_use':
      return { type: 'tool_use', id: String(it.id), name: String(it.name), input: it.input };
    case 'tool_result':
      return {
        type: 'tool_result',
        tool_use_id: String(it.tool_use_id),
        content: textOf(it.content),
        ...(it.is_error === true && { is_error: true }),
      };
    default:
      return { type: 'text', text: `[${block.type}]` };
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = z.array(Block).safeParse(content).data ?? [];
  return blocks.map((block) => (typeof block.text === 'string' ? block.text : `[${block.type}]`)).join('\n');
}
