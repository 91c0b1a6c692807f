import type { Message } from './types.ts';

/**
 * The conversation with one more message. Two of the same role in a row become one, and an empty one is left out,
 * since the Messages API wants the roles to alternate and no message to be empty.
 */
export function append(messages: readonly Message[], message: Message | null): Message[] {
  if (message === null || message.content.length === 0) return [...messages];
  const last = messages.at(-1);
  if (last?.role !== message.role) return [...messages, message];
  return [...messages.slice(0, -1), { role: last.role, content: [...last.content, ...message.content] }];
}

/** A user message of our own words. Foreign text in it must be fenced by the caller. */
export function userMessage(text: string): Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}

/** The text of a message, its other blocks left out. */
export const textOf = (message: Message | undefined): string =>
  (message?.content ?? []).flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
