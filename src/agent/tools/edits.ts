import { UserError } from '../../errors.ts';

/** Lines are counted from 1. A file's line endings are kept: text of the model has `\n` only. */
interface Edited {
  text: string;
  /** The lines that are new. */
  firstLine: number;
  lastLine: number;
}

/** Characters of a file that one view shows; below what a tool result may hold, so that lines are never cut. */
const MAX_VIEW = 15_000;
/** Lines shown around an edit. */
const AROUND = 3;

export function replaceUnique(text: string, oldText: string, newText: string): Edited {
  const [from, to] = [inEndingsOf(text, oldText), inEndingsOf(text, newText)];
  const places = placesOf(text, from);
  const at = places[0];
  if (at === undefined) {
    throw new UserError(
      'old_str is not in the file. It must match exactly, with its white space; view the file and copy it.',
    );
  }
  if (places.length > 1) {
    const lines = places.map((place) => lineOf(text, place)).join(', ');
    throw new UserError(
      `old_str is in the file ${places.length} times (lines ${lines}). Add lines around it until it is unique.`,
    );
  }
  return placed(text, at, text.slice(0, at) + to + text.slice(at + from.length), to);
}

/** Puts `added` after line `after`; 0 is the beginning. A line break is added where the text would run into a line. */
export function insertLines(text: string, after: number, added: string): Edited {
  const lines = text.split('\n');
  const count = text.endsWith('\n') || text === '' ? lines.length - 1 : lines.length;
  if (after > count) throw new UserError(`insert_line ${after} is past the end: the file has ${count} lines.`);
  const head = lines.slice(0, after).join('\n') + (after > 0 ? '\n' : '');
  const tail = lines.slice(after).join('\n');
  const block = inEndingsOf(text, added.endsWith('\n') ? added : `${added}\n`);
  return placed(text, head.length, head + block + tail, block);
}

/** A file, or lines `range` of it (from 1, both inclusive, -1 is the end), with line numbers. */
export function showFile(path: string, text: string, range: readonly [number, number] | null): string {
  if (text === '') return `${path} is empty.`;
  const lines = linesOf(text);
  const first = Math.max(1, range?.[0] ?? 1);
  const wanted = range === null || range[1] === -1 ? lines.length : Math.min(range[1], lines.length);
  if (first > lines.length) throw new UserError(`view_range begins at ${first}: ${path} has ${lines.length} lines.`);
  if (wanted < first) throw new UserError(`view_range ends before it begins.`);
  const last = lastThatFits(lines, first, wanted);
  const title =
    last === lines.length && first === 1 ? `${lines.length} lines` : `lines ${first}-${last} of ${lines.length}`;
  const more = last < wanted ? '\nThere is more; use view_range to see it.' : '';
  return `${path}, ${title}:\n${numbered(lines, first, last)}${more}`;
}

export function showAround(text: string, firstLine: number, lastLine: number): string {
  const lines = linesOf(text);
  const first = Math.max(1, firstLine - AROUND);
  return numbered(lines, first, lastThatFits(lines, first, Math.min(lines.length, lastLine + AROUND)));
}

function placed(before: string, at: number, text: string, added: string): Edited {
  const firstLine = lineOf(before, at);
  return { text, firstLine, lastLine: firstLine + added.replace(/\n$/, '').split('\n').length - 1 };
}

function inEndingsOf(text: string, piece: string): string {
  return text.includes('\r\n') && !piece.includes('\r\n') ? piece.replaceAll('\n', '\r\n') : piece;
}

function placesOf(text: string, piece: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) places.push(at);
  return places;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function lastThatFits(lines: readonly string[], first: number, wanted: number): number {
  let last = first;
  for (let size = 0; last < wanted; last += 1) {
    size += (lines[last - 1]?.length ?? 0) + 8;
    if (size + (lines[last]?.length ?? 0) > MAX_VIEW) break;
  }
  return last;
}

function numbered(lines: readonly string[], first: number, last: number): string {
  return lines
    .slice(first - 1, last)
    .map((line, index) => `${String(first + index).padStart(6)}\t${line}`)
    .join('\n');
}
