import type { ModelReply } from '../agent/types.ts';
import { type Redactor, redactAll } from '../text/redact.ts';
import type { StoredTurn } from './types.ts';

/**
 * A turn as it is stored. Thinking is signed by the model's provider, who would refuse it with another text: a block
 * that holds a secret is left out.
 */
export function redactTurn(stored: StoredTurn, redact: Redactor): StoredTurn {
  switch (stored.kind) {
    case 'user':
      return redactAll(stored, redact);
    case 'intent':
      return { kind: 'intent', reply: redactReply(stored.reply, redact) };
    case 'turn': {
      const { reply, ...rest } = stored.turn;
      return { kind: 'turn', turn: { ...redactAll(rest, redact), reply: redactReply(reply, redact) } };
    }
  }
}

export function redactReply(reply: ModelReply, redact: Redactor): ModelReply {
  const content = reply.content
    .filter((it) => it.type !== 'thinking' || redact(it.thinking) === it.thinking)
    .map((it) => (it.type === 'thinking' || it.type === 'redacted_thinking' ? it : redactAll(it, redact)));
  return { ...reply, content };
}
