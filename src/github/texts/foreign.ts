import { clip, firstLine } from '../../text/clip.ts';
import { codeBlock, defuse, inlineCode, neutralise, quote, tableCell } from '../../text/markdown.ts';
import { type Redactor, createRedactor } from '../../text/redact.ts';

/** Ways to put text that isn't ours into ours. */
export interface Foreign {
  /** A sentence within ours. */
  line(text: string, max?: number): string;
  /** A paragraph or more, told apart by a quote's bar. */
  quoted(text: string, max: number): string;
  cell(text: string, max?: number): string;
  code(text: string, max?: number): string;
  block(text: string, max: number): string;
  /** Where nothing is rendered: titles, commit messages. */
  plain(text: string, max: number): string;
}

/**
 * Every way redacts, then cuts, then makes inert: what makes a text inert also hides a secret from the redactor. What
 * looks like a credential is always removed; `redact` knows ours.
 */
export function foreign(redact: Redactor = (text) => text): Foreign {
  const shapes = createRedactor();
  const clean = (text: string) => shapes(redact(text));
  const oneLine = (text: string, max: number) => firstLine(clean(text).replaceAll(/\s+/g, ' '), max);
  return {
    line: (text, max = 300) => neutralise(oneLine(text, max)),
    quoted: (text, max) => quote(clip(clean(text).trim(), max)),
    cell: (text, max = 200) => tableCell(oneLine(text, max)),
    code: (text, max = 120) => inlineCode(oneLine(text, max)),
    block: (text, max) => codeBlock(clip(clean(text).replace(/^\n+/, '').trimEnd(), max)),
    plain: (text, max) => defuse(oneLine(text, max)),
  };
}

/** GitHub refuses more than 65,536 characters; the rest is room for what the server may add. */
export const MAX_CHARACTERS = 64_000;

/** Builds a text with less and less of the long foreign parts until it fits. `room` is the limit for each such part. */
export function fitted(build: (room: number) => string): string {
  for (const room of [6_000, 2_000, 600, 200]) {
    const text = build(room);
    if (text.length <= MAX_CHARACTERS) return text;
  }
  return clip(build(0), MAX_CHARACTERS);
}
