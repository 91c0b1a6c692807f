import { namesOfHeader, nameOfSide, unquote, withoutPrefixes, type Sides } from './diff-paths.ts';
import { isHunkHeader, readHunk } from './parse-hunk.ts';
import type { DiffFile, DiffHunk } from './types.ts';

/** One file's part of a diff as it is read, before its names are settled. */
interface Part {
  sides: Sides;
  /** Names by `rename from` and the like have no prefix to take off. */
  exact: boolean;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied';
  binary: boolean;
  oldMode?: string;
  newMode?: string;
  hunks: DiffHunk[];
}

/**
 * Parses unified diffs: git's, with all its headers, and plain ones (`---`, `+++`), several after another, with mail or
 * other text around them. A rename is shown as one file gone and one new, as `Mirror.diff` has it, tied to each other
 * by `renamedTo` and `renamedFrom`; a copy as a new file.
 */
export const parseDiff = (text: string): DiffFile[] => readDiff(text).files;

/** The same, with what is wrong with the text; null when nothing is. */
export function readDiff(text: string): { files: DiffFile[]; problem: string | null } {
  const lines = text.split('\n');
  const parts: Part[] = [];
  let problem: string | null = null;
  let part: Part | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = withoutReturn(lines[at] ?? '');
    if (line.startsWith('diff --git ')) {
      part = { ...newPart(), sides: withoutPrefixes(namesOfHeader(line.slice('diff --git '.length))) };
      parts.push(part);
    } else if (/^(?:diff --(?:cc|combined) |@@@ )/.test(line)) {
      problem ??= 'it is the combined diff of a merge. Give the diff against one parent (git diff A B)';
    } else if (line.startsWith('--- ') && (lines[at + 1] ?? '').startsWith('+++ ')) {
      if (part === null || part.hunks.length > 0 || part.binary) parts.push((part = newPart()));
      const after = nameOfSide(withoutReturn(lines[at + 1] ?? '').slice(4));
      name(part, { old: nameOfSide(line.slice(4)), new: after });
      at += 1;
    } else if (part === null) continue;
    else if (isHunkHeader(line)) {
      const read = readHunk(lines, at);
      part.hunks.push(clean(read.hunk));
      at = read.next - 1;
      // Blank context at the very end is often cut off; more than that is a diff of which the rest is missing.
      if (read.missing > 5 && read.next >= lines.length - 1) {
        problem ??= `its last hunk, ${clean(read.hunk).header} in ${part.sides.new ?? part.sides.old ?? ''}, is cut off: ${read.missing} lines are missing`;
      }
    } else if (line === 'GIT binary patch') {
      part.binary = true;
      while (at + 1 < lines.length && !(lines[at + 1] ?? '').startsWith('diff --git ')) at += 1;
    } else readHeader(part, line);
  }
  const files = parts.flatMap(toFiles);
  if (files.length === 0 && text.trim() !== '')
    problem ??= 'there is no file header in it (`diff --git`, or `---` and `+++`)';
  return { files, problem };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

const newPart = (): Part => ({
  sides: { old: null, new: null },
  exact: false,
  status: 'modified',
  binary: false,
  hunks: [],
});

/** `---` and `+++` say the names with less doubt than `diff --git`, unless that or a rename has settled them. */
function name(part: Part, sides: Sides): void {
  if (sides.old === null) part.status = 'added';
  else if (sides.new === null) part.status = 'deleted';
  if (part.exact) return;
  const { old: before, new: after } = part.sides;
  // Without prefixes, `a/x` is a file in the folder `a`: git's header, which has both names, has shown that.
  if (before !== null && before === after && (sides.old ?? before) === before && (sides.new ?? after) === after) return;
  part.sides = withoutPrefixes(sides);
}

function readHeader(part: Part, line: string): void {
  const mode = /^(old|new|new file|deleted file) mode (\d{6})$/.exec(line);
  const moved = /^(rename|copy) (from|to) (.+)$/.exec(line);
  const index = /^index [0-9a-f]+\.\.[0-9a-f]+ (\d{6})$/.exec(line)?.[1];
  if (mode !== null) {
    if (mode[1] === 'new file') part.status = 'added';
    if (mode[1] === 'deleted file') part.status = 'deleted';
    const digits = mode[2] ?? '';
    if (mode[1] === 'old' || mode[1] === 'deleted file') part.oldMode = digits;
    else part.newMode = digits;
  } else if (moved !== null) {
    part.status = moved[1] === 'rename' ? 'renamed' : 'copied';
    part.sides = { ...part.sides, [moved[2] === 'from' ? 'old' : 'new']: unquote(moved[3] ?? '') };
    part.exact = true;
  } else if (index !== undefined) {
    part.oldMode = index;
    part.newMode = index;
  } else if (line.startsWith('Binary files ')) part.binary = true;
}

function toFiles(part: Part): DiffFile[] {
  const { sides, binary, hunks } = part;
  const modes = {
    ...(part.oldMode === undefined ? {} : { oldMode: part.oldMode }),
    ...(part.newMode === undefined ? {} : { newMode: part.newMode }),
  };
  const [before, after] = [sides.old ?? sides.new, sides.new ?? sides.old];
  if (before === null || after === null) return [];
  if (part.status === 'added') return [{ path: after, status: 'added', binary, hunks, ...modes }];
  if (part.status === 'deleted') return [{ path: before, status: 'deleted', binary, hunks, ...modes }];
  const asNew = { path: after, status: 'added' as const, binary, hunks: hunks.map(whollyAdded), ...modes };
  if (part.status === 'copied') return [asNew];
  if (part.status !== 'renamed') return [{ path: after, status: 'modified', binary, hunks, ...modes }];
  const gone = { path: before, status: 'deleted' as const, binary, hunks: hunks.map(whollyRemoved), ...modes };
  return [
    { ...gone, renamedTo: after },
    { ...asNew, renamedFrom: before },
  ];
}

/** Of a moved file every line that is seen is gone in one place and new in the other. */
function whollyAdded(hunk: DiffHunk): DiffHunk {
  const start = Number(/\+(\d+)/.exec(hunk.header)?.[1] ?? 1);
  const lines = hunk.lines.filter((line) => !line.startsWith('-')).map((line) => `+${line.slice(1)}`);
  return {
    header: hunk.header,
    added: lines.map((line, n) => ({ line: start + n, text: line.slice(1) })),
    removed: [],
    lines,
  };
}

function whollyRemoved(hunk: DiffHunk): DiffHunk {
  const start = Number(/-(\d+)/.exec(hunk.header)?.[1] ?? 1);
  const lines = hunk.lines.filter((line) => !line.startsWith('+')).map((line) => `-${line.slice(1)}`);
  return {
    header: hunk.header,
    added: [],
    removed: lines.map((line, n) => ({ line: start + n, text: line.slice(1) })),
    lines,
  };
}

/** Windows line ends say nothing to any guard, and stand in the way of patterns that look at a line's end. */
function clean(hunk: DiffHunk): DiffHunk {
  if (!hunk.header.endsWith('\r') && !hunk.lines.some((line) => line.endsWith('\r'))) return hunk;
  const each = (lines: DiffHunk['added']) => lines.map(({ line, text }) => ({ line, text: withoutReturn(text) }));
  return {
    header: withoutReturn(hunk.header),
    added: each(hunk.added),
    removed: each(hunk.removed),
    lines: hunk.lines.map(withoutReturn),
  };
}
