import { readFileSync } from 'node:fs';

/** The agent's system prompt: constant, so that it is cached, and so that no foreign text is ever in it. */
export function systemPrompt(): string {
  return readFileSync(new URL('./system.md', import.meta.url), 'utf8');
}
