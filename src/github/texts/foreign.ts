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

const inCharacters = (text: string): boolean => text.length <= MAX_CHARACTERS;

/**
 * Builds a text with less and less of the long foreign parts until it fits. `room` is the limit for each such part, 0 for
 * none; where names alone are too much, whole paragraphs are left out from the end.
 */
export function fitted(build: (room: number) => string, fits: (text: string) => boolean = inCharacters): string {
  for (const room of [6_000, 2_000, 600, 200, 0]) {
    const text = build(room);
    if (fits(text)) return text;
  }
  const parts = build(0).split('\n\n');
  for (let kept = parts.length - 1; kept > 0; kept -= 1) {
    const text = closed(parts.slice(0, kept).join('\n\n'));
    if (fits(text)) return text;
  }
  return '';
}

/** What is cut off must not swallow what a server puts behind it. */
function closed(text: string): string {
  const count = (tag: string) => text.split(tag).length - 1;
  return `${text}${'\n\n</details>'.repeat(Math.max(0, count('<details>') - count('</details>')))}`;
}

/** How many items of a list are shown where each long part has this room. */
export function itemsIn(room: number): number {
  if (room >= 600) return 60;
  return room >= 200 ? 25 : 5;
}

/** The first `max` items, each as `show` puts it, and one that says how many are missing. */
export function listed<T>(
  items: readonly T[],
  max: number,
  show: (item: T) => string,
  more: (left: number) => string,
): string[] {
  const shown = items.slice(0, max).map(show);
  return items.length <= max ? shown : [...shown, more(items.length - max)];
}
