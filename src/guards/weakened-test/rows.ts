import type { TableShape, Words } from '../test-code/words.ts';
import { codeOf, endOfBrackets, textOf, type Side } from './side.ts';

/** How many rows the tables of cases have that a diff shows the beginning of. Only the difference of two sides counts. */
export function rowsOf(side: Side, words: Words): number {
  let rows = 0;
  for (const piece of side) {
    const [code, text] = [codeOf(piece), textOf(piece)];
    if (words.rows !== undefined) rows += [...code.matchAll(words.rows)].length;
    for (const [opener, shape] of words.tables) {
      for (const match of code.matchAll(opener)) rows += rowsAt(code, text, match.index + match[0].length, shape);
    }
  }
  return rows;
}

function rowsAt(code: string, text: string, from: number, shape: TableShape): number {
  if (typeof shape === 'number') return elements(code, from, shape);
  if (shape === 'template')
    return linesWith(
      text.slice(from, code.indexOf('`', from + 1) === -1 ? from + 3000 : code.indexOf('`', from + 1)),
      /\$\{/,
    );
  if (shape === 'second') {
    const list = secondArgument(code, from);
    return list === -1 ? 0 : elements(code, list, 1);
  }
  if (shape === 'struct') return elements(code, endOfBrackets(code, from), 1);
  if (shape === 'text block')
    return linesWith(
      text.slice(from + 3, text.indexOf('"""', from + 3) === -1 ? from + 3000 : text.indexOf('"""', from + 3)),
      /\S/,
    );
  if (shape === 'where') return linesWith(/^[^}]{0,4000}/.exec(code.slice(from))?.[0] ?? '', /\|/);
  if (shape === 'loop') return words(/^[^\n;]*/.exec(text.slice(from))?.[0] ?? '');
  if (shape === 'sources') return words(text.slice(from, endOfBrackets(code, from)).replaceAll(/[^\w.]+/g, ' '));
  const close = code.indexOf(']', from);
  return close === -1 || !code.startsWith('].each', close) ? 0 : words(text.slice(from + 3, close));
}

const words = (text: string): number => text.split(/\s+/).filter((word) => /\w/.test(word)).length;

const linesWith = (text: string, what: RegExp): number => text.split('\n').filter((line) => what.test(line)).length;

/** Where the list of values begins: after the names. */
function secondArgument(code: string, from: number): number {
  const end = endOfBrackets(code, from);
  let level = 0;
  for (let at = from; at < end; at += 1) {
    const c = code[at] ?? '';
    if ('([{'.includes(c)) level += 1;
    else if (')]}'.includes(c)) level -= 1;
    else if (c === ',' && level === 1) {
      const list = code.slice(at, end).search(/[[({]/);
      return list === -1 ? -1 : at + list;
    }
  }
  return -1;
}

/** The parts between commas at this depth of brackets. */
function elements(code: string, from: number, depth: number): number {
  const end = endOfBrackets(code, from);
  let count = 0;
  let level = 0;
  let filled = false;
  for (let at = from; at < end; at += 1) {
    const c = code[at] ?? '';
    if (level === depth && (c === ',' || ')]}'.includes(c))) {
      if (filled) count += 1;
      filled = false;
    } else if (level >= depth && /\S/.test(c)) filled = true;
    if ('([{'.includes(c)) level += 1;
    else if (')]}'.includes(c)) level -= 1;
  }
  return filled ? count + 1 : count;
}

/**
 * Rows that are gone where the beginning of their table is not in view: lines that look like rows, more gone than new,
 * next to others like them.
 */
export function lostRowLines(base: Side, tree: Side, wordsOf: Words): Side[number][number] | null {
  const { rowLine } = wordsOf;
  if (rowLine === undefined) return null;
  const rest = (side: Side[number] | undefined, changed: boolean) =>
    (side ?? []).filter((line) => line.changed === changed && line.text.length < 600 && rowLine.test(line.code));
  for (const [n, piece] of base.entries()) {
    const lost = rest(piece, true);
    const found = rest(tree[n], true);
    if (lost.length <= found.length) continue;
    // Data for one case is no table: its lines stand by themselves, or are kept company by few.
    const first = lost[0];
    if (first !== undefined && rest(piece, false).length + found.length >= 2) return first;
  }
  return null;
}
