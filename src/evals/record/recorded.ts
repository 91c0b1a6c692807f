import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ContentBlock, Message, ModelReply, ModelRequest } from '../../agent/types.ts';

const Block: z.ZodType<ContentBlock> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.strictObject({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.string(),
    is_error: z.boolean().exactOptional(),
  }),
]);

const Sent: z.ZodType<Message> = z.strictObject({ role: z.enum(['user', 'assistant']), content: z.array(Block) });

const Reply: z.ZodType<ModelReply> = z.strictObject({
  content: z.array(Block),
  stopReason: z.enum([
    'end_turn',
    'tool_use',
    'max_tokens',
    'refusal',
    'stop_sequence',
    'pause_turn',
    'model_context_window_exceeded',
  ]),
  usage: z.strictObject({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() }),
  costUsd: z.number(),
  estimated: z.literal(true).exactOptional(),
  model: z.string(),
});

/** One call of a model: a line of `recording.jsonl`. All text in it is redacted. */
export const Recorded = z.strictObject({
  item: z.string(),
  trial: z.int().min(1),
  purpose: z.enum(['agent', 'judge']),
  /** From 0, in the conversation of this trial and purpose. */
  seq: z.int().min(0),
  /** sha256 of the whole request as it was sent. */
  requestHash: z.string(),
  /** sha256 of what stays the same over a conversation: model, system prompt, tools, schema, limits. */
  promptHash: z.string(),
  /** Messages that were not in the call before, without the model's own. */
  sent: z.array(Sent),
  /** Null where the model could not be reached; then `fault` says why. */
  reply: Reply.nullable(),
  fault: z.string().nullable(),
  /** Whether the reply held what looks like a credential, so that what is kept differs from what came. */
  redacted: z.boolean(),
});
export type Recorded = z.infer<typeof Recorded>;
export type Purpose = Recorded['purpose'];

/** The calls of each trial and purpose in order, under `conversationKey`. */
export type Conversations = ReadonlyMap<string, readonly Recorded[]>;

export const conversationKey = ({ item, trial, purpose }: Pick<Recorded, 'item' | 'trial' | 'purpose'>): string =>
  `${item}#${trial}#${purpose}`;

/**
 * Puts the lines of a recording in order. A trial that a crash cut off begins again: a call whose number is taken stands
 * for that call and for all that followed it.
 */
export function conversationsOf(lines: readonly Recorded[]): Conversations {
  const conversations = new Map<string, Recorded[]>();
  for (const line of lines) {
    const key = conversationKey(line);
    conversations.set(key, [...(conversations.get(key) ?? []).slice(0, line.seq), line]);
  }
  return conversations;
}

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Hashes of a request: of all of it, and of what stays the same over a conversation. */
export function hashesOf(request: ModelRequest): { requestHash: string; promptHash: string } {
  const { model, system, messages, tools, maxTokens, schema, temperature } = request;
  // A request that is passed on as another client made it.
  const body = 'verbatim' in request ? request.verbatim : null;
  const promptHash = sha256([model, system, tools ?? null, maxTokens, schema ?? null, temperature ?? null]);
  return { requestHash: sha256([promptHash, messages, body]), promptHash };
}

/** How many messages both lists begin with. */
export function commonStart(before: readonly Message[], after: readonly Message[]): number {
  const differs = after.findIndex((message, at) => JSON.stringify(message) !== JSON.stringify(before[at]));
  return differs === -1 ? after.length : differs;
}
