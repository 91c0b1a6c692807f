import type { DiffHunk } from './types.ts';

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

export const isHunkHeader = (line: string): boolean => HUNK.test(line);

interface Read {
  hunk: DiffHunk;
  /** Where to go on reading. */
  next: number;
  /** Lines that the header promises and that are not there. */
  missing: number;
}

/**
 * Reads a hunk by its header's line counts, so that a changed line that looks like a header stays a changed line. Counts
 * may be wrong in diffs written by hand: too large ones end at the next header, and what follows too small ones and
 * still is marked as a line of a hunk belongs to it, so that nothing hides behind a count.
 */
export function readHunk(lines: readonly string[], at: number): Read {
  const header = lines[at] ?? '';
  const hunk: DiffHunk = { header, added: [], removed: [], lines: [] };
  const match = HUNK.exec(header);
  if (match === null) return { hunk, next: at + 1, missing: 0 };
  let oldLine = Number(match[1]);
  let newLine = Number(match[3]);
  const oldEnd = oldLine + Number(match[2] ?? 1);
  const newEnd = newLine + Number(match[4] ?? 1);
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const counted = oldLine < oldEnd || newLine < newEnd;
    if (counted ? isOutside(line, lines[next + 1]) : isAfter(line, lines[next + 1])) break;
    const text = line.slice(1);
    if (line.startsWith('+')) hunk.added.push({ line: newLine++, text });
    else if (line.startsWith('-')) hunk.removed.push({ line: oldLine++, text });
    else if (line.startsWith('\\')) continue;
    else {
      // A context line; some mailers and editors strip the blank of an empty one.
      if (line === '' && next === lines.length - 1) break;
      oldLine += 1;
      newLine += 1;
    }
    hunk.lines.push(line === '' ? ' ' : line);
  }
  return { hunk, next, missing: Math.max(0, oldEnd - oldLine, newEnd - newLine) };
}

/** No line of a hunk begins like this, so the counts were too large. */
const isOutside = (line: string, following: string | undefined): boolean =>
  line.startsWith('diff --git ') ||
  (line.startsWith('@@ ') && isHunkHeader(line)) ||
  (line === '' && startsFile(following));

const startsFile = (line: string | undefined): boolean => line?.startsWith('diff --git ') === true;

/** What follows the counted lines and is none of the hunk: headers, blank lines, the signature of a mailed patch. */
function isAfter(line: string, following: string | undefined): boolean {
  if (/^-- ?\r?$/.test(line)) return true;
  if (line.startsWith('--- ') && following?.startsWith('+++ ') === true) return true;
  return !/^[-+ \\]/.test(line);
}
