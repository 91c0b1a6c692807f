import { append } from './conversation.ts';
import type { ContentBlock, Message, ModelReply, Turn } from './types.ts';

/** What is stored of a conversation, in order: what we said, what the model was about to do, what came of it. */
export type StoredEntry =
  | { kind: 'user'; message: Message }
  | { kind: 'intent'; reply: ModelReply }
  | { kind: 'turn'; turn: Turn };

export interface Resumed {
  messages: Message[];
  /**
   * The turn that was under way when the worker went down, already part of `messages`. Record it, so that its cost is
   * counted; leaving it unrecorded is safe too.
   */
  interrupted: Turn | null;
  /** The last turn, with `end` set when the agent had already ended. Null when there is none, or we spoke after it. */
  lastTurn: Turn | null;
}

const INTERRUPTED =
  'Interrupted: the worker was restarted while this ran or was about to run. It is unknown whether it took effect. ' +
  'The workspace is as it was after the last finished turn. Look before you repeat it.';

/** Rebuilds the conversation. A call that was cut off is told to the model as interrupted and never run again by us. */
export function resumeConversation(stored: readonly StoredEntry[]): Resumed {
  let messages: Message[] = [];
  let interrupted: Turn | null = null;
  let lastTurn: Turn | null = null;
  for (const [at, entry] of stored.entries()) {
    interrupted = null;
    lastTurn = null;
    if (entry.kind === 'user') {
      messages = append(messages, entry.message);
      continue;
    }
    if (entry.kind === 'intent') {
      if (isTurnOf(stored[at + 1], entry.reply)) continue;
      interrupted = interruptedTurn(entry.reply);
    }
    lastTurn = entry.kind === 'turn' ? entry.turn : interrupted;
    if (lastTurn === null) continue;
    messages = append(append(messages, { role: 'assistant', content: lastTurn.reply.content }), lastTurn.results);
  }
  return { messages, interrupted, lastTurn };
}

function isTurnOf(entry: StoredEntry | undefined, intent: ModelReply): boolean {
  return entry?.kind === 'turn' && callIds(entry.turn.reply).join() === callIds(intent).join();
}

function callIds(reply: ModelReply): string[] {
  return reply.content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
}

function interruptedTurn(reply: ModelReply): Turn {
  const calls = reply.content.filter((block) => block.type === 'tool_use');
  return {
    reply,
    results: {
      role: 'user',
      content: calls.map(
        (call): ContentBlock => ({ type: 'tool_result', tool_use_id: call.id, content: INTERRUPTED, is_error: true }),
      ),
    },
    tools: calls.map((call) => ({
      name: call.name,
      input: call.input,
      ok: false,
      durationMs: 0,
      summary: 'interrupted',
    })),
  };
}
