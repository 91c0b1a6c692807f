import type { DiffFile } from '../types.ts';

/** One changed line, and where it stands among all lines of its hunk. */
export interface ChangedLine {
  text: string;
  /** All of it, where `text` is cut. */
  whole: string;
  line: number;
  hunk: string;
  /** All lines of the hunk with their marks, and this one's place among them. */
  around: readonly string[];
  at: number;
}

/** Lines that people write are shorter; patterns are not run over more, since their time grows with its square. */
export const LONGEST = 800;

export interface Changed {
  path: string;
  status: DiffFile['status'];
  added: ChangedLine[];
  removed: ChangedLine[];
}

/** The changed lines of one file that say something: no blank lines and no comments. */
export function changedLines(file: DiffFile): Changed {
  const changed: Changed = { path: file.path, status: file.status, added: [], removed: [] };
  for (const hunk of file.hunks) {
    const around = hunk.lines.map((one) => one.slice(0, LONGEST + 1));
    let [a, r] = [0, 0];
    for (const [at, marked] of hunk.lines.entries()) {
      const mark = marked[0];
      if (mark === ' ') continue;
      const whole = marked.slice(1);
      const text = whole.slice(0, LONGEST);
      const line = mark === '+' ? (hunk.added[a++]?.line ?? 0) : (hunk.removed[r++]?.line ?? 0);
      if (text.trim() === '') continue;
      changed[mark === '+' ? 'added' : 'removed'].push({ text, whole, line, hunk: hunk.header, around, at });
    }
  }
  return changed;
}

const COMMENT = /^\s*(?:#(?!\[|!\[|pragma|nullable|!\/)|\/\/|\/\*|<!--|;|\*\s(?!@)|--\s|rem\s|dnl\s)/i;

export const isComment = (text: string): boolean => COMMENT.test(text);

const normal = (text: string): string => text.trim().replace(/[,;]$/, '').replaceAll(/\s+/g, ' ').replaceAll('"', "'");

/** What stands on both sides of the change, in whatever file and order, was moved: it is taken out of both. */
export function withoutMoved(files: readonly Changed[]): Changed[] {
  const count = (lines: readonly ChangedLine[]) => {
    const counts = new Map<string, number>();
    for (const { whole } of lines) counts.set(normal(whole), (counts.get(normal(whole)) ?? 0) + 1);
    return counts;
  };
  const added = count(files.flatMap((file) => file.added));
  const removed = count(files.flatMap((file) => file.removed));
  const left = (lines: ChangedLine[], other: Map<string, number>) =>
    lines.filter(({ whole }) => {
      const there = other.get(normal(whole)) ?? 0;
      if (there > 0) other.set(normal(whole), there - 1);
      return there === 0;
    });
  return files.map((file) => ({ ...file, added: left(file.added, removed), removed: left(file.removed, added) }));
}

const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;

/**
 * The keys that a line stands under, the nearest first, as far as its hunk shows them: lines above it with less
 * indentation, and what git's hunk header says of the section. With each, whether that line is new too.
 */
export function keysAbove({ around, at, hunk, text }: ChangedLine): { text: string; isNew: boolean }[] {
  const keys: { text: string; isNew: boolean }[] = [];
  const mine = around[at]?.[0] ?? ' ';
  let indent = indentOf(text);
  for (let n = at - 1; n >= 0 && keys.length < 6; n -= 1) {
    const marked = around[n] ?? '';
    const above = marked.slice(1);
    if (above.trim() === '' || (marked[0] !== ' ' && marked[0] !== mine) || isComment(above)) continue;
    const less =
      indentOf(above) < indent || (/^\s*-\s/.test(text) && indentOf(above) === indent && !/^\s*-\s/.test(above));
    const section = /^\s*\[[^\]]+\]+\s*$/.test(above);
    if (!less && !section) continue;
    keys.push({ text: above, isNew: marked[0] === mine && mine !== ' ' });
    indent = indentOf(above);
    if (section) break;
  }
  const section = hunk.slice(0, LONGEST).replace(/^@@[^@]*@@ ?/, '');
  if (section !== '') keys.push({ text: section, isNew: false });
  return keys;
}

/** Whether a line is part of something wholly new: the step, job or section that it stands in was added with it. */
export function inNewBlock(line: ChangedLine): boolean {
  const start = /^\s*-\s/.test(line.text) ? undefined : keysAbove(line)[0];
  return (start?.isNew ?? false) && !isEdit(line);
}

/** Whether lines went where this one came: the changed lines around it, up to the next unchanged one, hold both. */
export function isEdit({ around, at }: ChangedLine): boolean {
  const other = around[at]?.startsWith('+') === true ? '-' : '+';
  for (const step of [-1, 1]) {
    for (let n = at + step; around[n] !== undefined && around[n]?.[0] !== ' '; n += step) {
      if (around[n]?.[0] === other) return true;
    }
  }
  return false;
}
