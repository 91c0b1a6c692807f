/** How a language writes strings and comments; enough to tell code from text. */
export interface Lexis {
  line: readonly string[];
  /** Opening and closing mark. */
  block: readonly (readonly [string, string])[];
  /** Marks of strings that end with their line, and of those that go on over lines. */
  quotes: readonly string[];
  longQuotes: readonly string[];
}

const C_BLOCK = [['/*', '*/']] as const;

export const LEXES = {
  js: { line: ['//'], block: C_BLOCK, quotes: ['"', "'"], longQuotes: ['`'] },
  py: { line: ['#'], block: [], quotes: ['"', "'"], longQuotes: ['"""', "'''"] },
  go: { line: ['//'], block: C_BLOCK, quotes: ['"', "'"], longQuotes: ['`'] },
  java: { line: ['//'], block: C_BLOCK, quotes: ['"', "'"], longQuotes: ['"""'] },
  // A single quote also starts a lifetime, so only double ones count; they may go on over lines.
  rust: { line: ['//'], block: C_BLOCK, quotes: [], longQuotes: ['"'] },
} as const satisfies Record<string, Lexis>;

/**
 * The same text with comments and the inside of strings blanked out, of the same length, so that a position in one is a
 * position in the other. A tokenizer's shortcut: regular expressions and nested templates are not understood, but a
 * stray quote does no harm beyond its line.
 */
export function blankCode(text: string, lexis: Lexis): string {
  let out = '';
  let at = 0;
  const blank = (until: number) => {
    out += text.slice(at, until).replaceAll(/[^\n]/g, ' ');
    at = until;
  };
  const keep = (n: number) => {
    out += text.slice(at, at + n);
    at += n;
  };
  while (at < text.length) {
    const starts = (mark: string) => text.startsWith(mark, at);
    const block = lexis.block.find(([open]) => starts(open));
    const long = lexis.longQuotes.find(starts);
    const quote = lexis.quotes.find(starts);
    if (lexis.line.some(starts)) blank(indexOr(text, '\n', at));
    else if (block !== undefined) blank(Math.min(text.length, indexOr(text, block[1], at + 2) + 2));
    else if (long !== undefined) {
      keep(long.length);
      blank(endOfString(text, at, long, false));
      keep(long.length);
    } else if (quote !== undefined) {
      keep(1);
      blank(endOfString(text, at, quote, true));
      if (text[at] === quote) keep(1);
    } else keep(1);
  }
  return out;
}

function indexOr(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found;
}

function endOfString(text: string, from: number, mark: string, oneLine: boolean): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(mark, at) || (oneLine && text[at] === '\n')) return at;
  }
  return text.length;
}
