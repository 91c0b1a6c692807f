import type { ContentBlock, Usage } from '../../agent/types.ts';

/** The text of a message, without thinking and tools. */
export const textOf = (content: readonly ContentBlock[]): string =>
  content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');

export const toolUses = (content: readonly ContentBlock[]) => content.filter((block) => block.type === 'tool_use');

/** A tool's input as an object, which other formats ask for. */
export const argumentsOf = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input)
    ? (input as Record<string, unknown>)
    : { value: input };

export const allInput = ({ input, cacheRead, cacheWrite }: Usage): number => input + cacheRead + cacheWrite;

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite: a.cacheWrite + b.cacheWrite,
});

export const NO_USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
