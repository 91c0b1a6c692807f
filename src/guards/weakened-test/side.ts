import { blankCode, LEXES } from '../blank-code.ts';
import type { Language } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';

/** One line of one side of a diff. */
export interface SideLine {
  text: string;
  /** The same without comments and what stands in strings. */
  code: string;
  /** Only this side has it. */
  changed: boolean;
  line: number;
  hunk: string;
  /** Lines of a run of changes without context in between share a number, on both sides. */
  block: number;
}

/** What a diff shows of one side of a file: a piece for each hunk. */
export type Side = SideLine[][];

const LONGEST = 1000;

/** Only hunks are looked at, so that a bare diff gets the same answer as one with its repository. */
export function sidesOf(file: DiffFile, language: Language): { base: Side; tree: Side } {
  let block = 0;
  const base: Side = [];
  const tree: Side = [];
  for (const hunk of file.hunks) {
    const [, from = '1', to = '1'] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(hunk.header) ?? [];
    const pieces = { '-': [] as SideLine[], '+': [] as SideLine[] };
    let next = { '-': Number(from), '+': Number(to) };
    let inChange = false;
    for (const marked of hunk.lines) {
      const mark = marked[0] ?? ' ';
      const changed = mark !== ' ';
      if (changed && !inChange) block += 1;
      inChange = changed;
      for (const side of ['-', '+'] as const) {
        if (changed && mark !== side) continue;
        // Patterns look at lines of a length that people write; of a longer one at each of its parts.
        for (let from = 1; from + LONGEST < marked.length; from += LONGEST) {
          const text = marked.slice(from, from + LONGEST);
          pieces[side].push({ text, code: '', changed, line: next[side], hunk: hunk.header, block });
        }
        const rest = marked.length <= LONGEST + 1 ? 1 : 1 + Math.floor((marked.length - 2) / LONGEST) * LONGEST;
        pieces[side].push({ text: marked.slice(rest), code: '', changed, line: next[side], hunk: hunk.header, block });
        next = { ...next, [side]: next[side] + 1 };
      }
    }
    base.push(withCode(pieces['-'], language));
    tree.push(withCode(pieces['+'], language));
  }
  return { base, tree };
}

function withCode(lines: SideLine[], language: Language): SideLine[] {
  const code = blankCode(textOf(lines), LEXES[language]).split('\n');
  return lines.map((line, n) => ({ ...line, code: code[n] ?? '' }));
}

export const textOf = (piece: readonly SideLine[]): string => piece.map(({ text }) => text).join('\n');

export const codeOf = (piece: readonly SideLine[]): string => piece.map(({ code }) => code).join('\n');

/** Finds the line of a position in the joined text of a piece. */
export function lineFinder(piece: readonly SideLine[]): (at: number) => number {
  const starts: number[] = [];
  let start = 0;
  for (const { text } of piece) {
    starts.push(start);
    start += text.length + 1;
  }
  return (at) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

/** Whether a piece starts inside something whose brackets close later; a position's end by its own brackets. */
export function endOfBrackets(code: string, from: number, limit = 20_000): number {
  let depth = 0;
  const last = Math.min(code.length, from + limit);
  for (let at = from; at < last; at += 1) {
    const c = code[at];
    if (c === '(' || c === '[' || c === '{') depth += 1;
    else if (c === ')' || c === ']' || c === '}') {
      depth -= 1;
      if (depth <= 0) return at + 1;
    }
  }
  return last;
}
