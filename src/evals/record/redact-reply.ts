import type { ModelReply } from '../../agent/types.ts';
import { type Redactor, redactAll } from '../../text/redact.ts';

/**
 * The reply without what looks like a credential. A text that is JSON is redacted string by string: a key that is cut off
 * reaches to the end of its text, and would take the rest of the answer with it.
 */
export function redactReply(reply: ModelReply, redact: Redactor): { reply: ModelReply; redacted: boolean } {
  const before = JSON.stringify(reply.content);
  const content = reply.content.map((block) =>
    block.type === 'text' ? { ...block, text: redactText(block.text, redact) } : redactAll(block, redact),
  );
  return { reply: { ...reply, content }, redacted: JSON.stringify(content) !== before };
}

function redactText(text: string, redact: Redactor): string {
  const plain = redact(text);
  if (plain === text) return text;
  try {
    return JSON.stringify(redactAll(JSON.parse(text), redact));
  } catch {
    return plain;
  }
}
