/** One hunk of a file, as it stands in the diff. */
export interface DiffHunk {
  /** `@@ -a,b +c,d @@`, without what git writes after it. */
  header: string;
  /** All its lines, the header's too. */
  text: string;
  added: number;
  removed: number;
}

/** What a unified diff says of one file. `head` and the hunks' texts, one after another, are the diff itself. */
export interface FileDiff {
  /** One for almost all files; both sides' where they differ. Empty for text before the first file. */
  paths: string[];
  head: string;
  hunks: DiffHunk[];
}

export const HUNK_HEADER = /@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * Cuts a unified diff into files and hunks, and loses nothing. Lines inside a hunk are counted off, so that code which
 * looks like a header (`--- a/x`, `@@ … @@`) is not taken for one.
 */
export function splitDiff(diff: string): FileDiff[] {
  const files: FileDiff[] = [];
  let file: FileDiff = { paths: [], head: '', hunks: [] };
  let hunk: DiffHunk | undefined;
  let [oldLeft, newLeft] = [0, 0];
  const begin = () => {
    if (file.head !== '' || file.hunks.length > 0) files.push(file);
    file = { paths: [], head: '', hunks: [] };
    hunk = undefined;
  };
  for (const line of diff.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (hunk !== undefined && (oldLeft > 0 || newLeft > 0)) {
      const kind = line[0];
      if (kind !== '+' && kind !== '\\') oldLeft -= 1;
      if (kind !== '-' && kind !== '\\') newLeft -= 1;
      if (kind === '+') hunk.added += 1;
      if (kind === '-') hunk.removed += 1;
      hunk.text += line;
      continue;
    }
    const header = line.startsWith('@@ ') ? HUNK_HEADER.exec(line) : null;
    // A diff without git's own lines begins its next file with the names of both sides.
    if (line.startsWith('diff --git ') || (hunk !== undefined && line.startsWith('--- '))) begin();
    if (header !== null) {
      [oldLeft, newLeft] = [Number(header[1] ?? 1), Number(header[2] ?? 1)];
      hunk = { header: header[0], text: line, added: 0, removed: 0 };
      file.hunks.push(hunk);
    } else if (hunk !== undefined) {
      hunk.text += line;
    } else {
      file.head += line;
      for (const path of pathsIn(line.replace(/\n$/, ''))) if (!file.paths.includes(path)) file.paths.push(path);
    }
  }
  begin();
  return files;
}

/** Paths that a line of a file's head names. */
function pathsIn(line: string): string[] {
  // Both sides are the same, since the diff has no renames; the back reference also finds paths with blanks.
  const both = /^diff --git (?:"a\/(.+)" "b\/\1"|a\/(.+) b\/\2)$/.exec(line);
  if (both) return [both[1] ?? both[2] ?? ''];
  const side = /^(?:---|\+\+\+) "?[ab]\/(.+?)"?\t?$/.exec(line);
  return side?.[1] === undefined ? [] : [side[1]];
}
