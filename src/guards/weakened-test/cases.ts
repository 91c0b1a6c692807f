import type { Words } from '../test-code/words.ts';
import { codeOf, endOfBrackets, lineFinder, textOf, type Side, type SideLine } from './side.ts';

export interface TestCase {
  name: string;
  /** Its first line is on this side only. */
  changed: boolean;
  line: SideLine;
  piece: number;
  at: number;
  /** Up to the next case, as far as the diff shows it. */
  body: SideLine[];
}

const MOST_ON_LINE = 12;
const MOST_COMPARED = 20_000;

/** The cases that run, as far as a diff shows where they begin. */
export function casesOf(side: Side, words: Words): TestCase[] {
  return side.flatMap((piece, number) => {
    const [code, text] = [codeOf(piece), textOf(piece)];
    const lineAt = lineFinder(piece);
    const found = [...code.matchAll(words.cases)].flatMap((match) => {
      const name = nameOf(match, code, text);
      if (name === null) return [];
      const first = lineAt(match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0));
      const last = lineAt(match.index + match[0].trimEnd().length - 1);
      return [{ name, first, last }];
    });
    // More on one line is no test that a person wrote.
    const few = found.filter(({ first }, n) => found[n - MOST_ON_LINE]?.first !== first);
    return few.map(({ name, first, last }, n): TestCase => {
      const changed = piece.slice(first, last + 1).some((line) => line.changed);
      const end = Math.min(few[n + 1]?.first ?? piece.length, last + 80);
      return { name, changed, line: piece[first] as SideLine, piece: number, at: first, body: piece.slice(first, end) };
    });
  });
}

/** Null where it is no case after all: one without a body is pending, a name with a mark is off. */
function nameOf(match: RegExpMatchArray, code: string, text: string): string | null {
  const group = match.slice(1).find((it) => it !== undefined);
  if (group !== undefined) return group.replaceAll(/\s+/g, ' ');
  const start = match.index ?? 0;
  let from = start;
  // The table comes first, then the title: it.each([...])('title', ...)
  if (/\.(?:each|for|runIf|skipIf|if|todoIf)\b/.test(match[0])) {
    const open = code.slice(start).search(/[(`]/);
    if (open !== -1) {
      const close =
        code[start + open] === '`' ? code.indexOf('`', start + open + 1) + 1 : endOfBrackets(code, start + open);
      from = close;
    }
  }
  // it { is_expected.to ... }: no title, so what it says is its name.
  if (/^\s*(?:it|specify)\s*\{$/.test(match[0]))
    return (
      /^\{\s*([^\n]{0,120}?)\s*\}?[^\S\n]*(?:\n|$)/.exec(text.slice(start + match[0].length - 1))?.[1] ?? ''
    ).trim();
  const window = code.slice(from, from + 400);
  const quote = /["'`]/.exec(window);
  if (quote === null) return /[\w[$]/.test(window) ? (/^[^\n]{0,80}/.exec(text.slice(start))?.[0] ?? '').trim() : null;
  const open = from + quote.index;
  const close = code.indexOf(quote[0], open + 1);
  const name = close === -1 ? (/^[^\n]*/.exec(text.slice(open + 1))?.[0] ?? '') : text.slice(open + 1, close);
  if (/^(?:!|DISABLED_)/.test(name)) return null;
  if (
    close !== -1 &&
    /^(?:it|test|specify)\s*\(\s*$/.test(code.slice(start, open)) &&
    /^\s*,?\s*\)/.test(code.slice(close + 1, close + 40))
  )
    return null;
  return name;
}

const GENERIC = new Set(
  'test tests it should expect assert equal equals def self function const let var return async await new public void the a an is of to in and with for true false null none nil end do describe class fun func fn t err if toBe toEqual assertEquals assertEqual assertThat got want result expected actual string int from not'
    .toLowerCase()
    .split(' '),
);

/** The words a text is made of, those that every test has left out. */
export function wordsOf(text: string): Set<string> {
  const parts =
    text
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(parts.filter((part) => part.length > 1 && !GENERIC.has(part)));
}

/** How much of the smaller text the other one has too, from 0 to 1. */
export function likeness(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  return [...small].filter((word) => large.has(word)).length / small.size;
}

export interface LostCase extends TestCase {
  words: Set<string>;
}

/**
 * The cases of one file that are gone and have no heir: none of the same name anywhere, and no new one in the file that
 * says nearly the same.
 */
export function lostCases(base: readonly TestCase[], tree: readonly TestCase[], arrived: string[]): LostCase[] {
  const present = tree.map(({ name }) => name);
  const gone = base.filter(({ name }) => !takeOut(present, name) && !takeOut(arrived, name));
  const before = base.map(({ name }) => name);
  const fresh = tree
    .filter(({ name }) => !takeOut(before, name))
    .map((it) => ({ name: wordsOf(it.name), all: wordsOf(it.body.map(({ text }) => text).join('\n')) }));
  const lost: LostCase[] = [];
  if (gone.length * fresh.length > MOST_COMPARED)
    return gone.slice(fresh.length).map((it) => ({ ...it, words: new Set() }));
  for (const it of gone) {
    const title = wordsOf(it.name);
    const words = wordsOf(it.body.map(({ text }) => text).join('\n'));
    const scores = fresh.map((one) => Math.max(likeness(words, one.all), 0.9 * likeness(title, one.name)));
    const best = Math.max(0, ...scores);
    if (best >= 0.5) fresh.splice(scores.indexOf(best), 1);
    else lost.push({ ...it, words });
  }
  return lost;
}

/** Takes one out of the list; whether there was one. */
export function takeOut(list: string[], name: string): boolean {
  const at = list.indexOf(name);
  if (at !== -1) list.splice(at, 1);
  return at !== -1;
}
