import type { DiffFile, DiffHunk } from './types.ts';

/**
 * Parses git's unified diff without renames, as `Mirror.diff` makes it. Hunks are read by their line counts, so a
 * changed line that looks like a header stays a changed line. Unknown header lines are skipped.
 */
export function parseDiff(text: string): DiffFile[] {
  const lines = text.split('\n');
  const files: DiffFile[] = [];
  let file: DiffFile | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('diff --git ')) {
      file = { path: pathOfHeader(line.slice('diff --git '.length)), status: 'modified', binary: false, hunks: [] };
      files.push(file);
    } else if (file === null) continue;
    else if (line.startsWith('new file mode')) file.status = 'added';
    else if (line.startsWith('deleted file mode')) file.status = 'deleted';
    else if (line.startsWith('Binary files ') || line === 'GIT binary patch') file.binary = true;
    else if (line.startsWith('--- ') || line.startsWith('+++ ')) file.path = pathOfSide(line.slice(4)) ?? file.path;
    else if (line.startsWith('@@ ')) {
      const { hunk, next } = readHunk(lines, at);
      file.hunks.push(hunk);
      at = next - 1;
    }
  }
  return files;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

function readHunk(lines: readonly string[], at: number): { hunk: DiffHunk; next: number } {
  const header = lines[at] ?? '';
  const hunk: DiffHunk = { header, added: [], removed: [] };
  const match = HUNK.exec(header);
  if (match === null) return { hunk, next: at + 1 };
  let oldLine = Number(match[1]);
  let newLine = Number(match[3]);
  const oldEnd = oldLine + Number(match[2] ?? 1);
  const newEnd = newLine + Number(match[4] ?? 1);
  let next = at + 1;
  for (; next < lines.length && (oldLine < oldEnd || newLine < newEnd); next += 1) {
    const line = lines[next] ?? '';
    const content = line.slice(1);
    if (line.startsWith('+')) hunk.added.push({ line: newLine++, text: content });
    else if (line.startsWith('-')) hunk.removed.push({ line: oldLine++, text: content });
    else if (!line.startsWith('\\')) {
      // A context line; some mailers and editors strip the blank of an empty one.
      oldLine += 1;
      newLine += 1;
    }
  }
  return { hunk, next };
}

/** `a/x b/x` with equal paths; quoted when they hold special characters. */
function pathOfHeader(rest: string): string {
  if (rest.startsWith('"')) return unquote(/^"(?:[^"\\]|\\.)*"/.exec(rest)?.[0] ?? rest).replace(/^a\//, '');
  return rest.slice(0, (rest.length - 1) / 2).replace(/^a\//, '');
}

/** Null for `/dev/null`. Git ends a path that holds a blank with a tab. */
function pathOfSide(side: string): string | null {
  const name = unquote(side.replace(/\t$/, ''));
  return name === '/dev/null' ? null : name.replace(/^[ab]\//, '');
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Git's C style quoting: octal escapes are bytes of UTF-8. */
function unquote(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"')) return name;
  const bytes: Buffer[] = [];
  for (const [token] of name.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/g)) {
    if (/^\\[0-7]{3}$/.test(token)) bytes.push(Buffer.of(Number.parseInt(token.slice(1), 8)));
    else if (token.startsWith('\\')) bytes.push(Buffer.of(ESCAPES[token.slice(1)] ?? 63));
    else bytes.push(Buffer.from(token));
  }
  return Buffer.concat(bytes).toString('utf8');
}
