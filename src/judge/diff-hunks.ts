/** For each path of a unified diff, the headers (`@@ -a,b +c,d @@`) of its hunks. */
export type DiffHunks = ReadonlyMap<string, ReadonlySet<string>>;

const HEADER = /@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * Reads only what is needed to check a citation. Lines inside a hunk are counted off, so that code which looks like a
 * header (`--- a/x`, `@@ … @@`) is not taken for one.
 */
export function diffHunks(diff: string): DiffHunks {
  const files = new Map<string, Set<string>>();
  let current: string[] = [];
  let oldLeft = 0;
  let newLeft = 0;
  for (const line of diff.split('\n')) {
    if (oldLeft > 0 || newLeft > 0) {
      const kind = line[0] ?? ' ';
      if (kind !== '+' && kind !== '\\') oldLeft -= 1;
      if (kind !== '-' && kind !== '\\') newLeft -= 1;
      continue;
    }
    const hunk = HEADER.exec(line);
    if (line.startsWith('diff --git ')) current = [];
    else if (line.startsWith('@@ ') && hunk) {
      oldLeft = Number(hunk[1] ?? 1);
      newLeft = Number(hunk[2] ?? 1);
      for (const path of current) files.get(path)?.add(hunk[0]);
    }
    for (const path of pathsIn(line)) {
      current.push(path);
      if (!files.has(path)) files.set(path, new Set());
    }
  }
  return files;
}

/** Whether path and hunk stand in the diff. A file without hunks (binary, mode only) is cited by its path alone. */
export function isCited(hunks: DiffHunks, path: string, hunk: string): boolean {
  const headers = hunks.get(path.replace(/^[ab]\//, '')) ?? hunks.get(path);
  if (headers === undefined) return false;
  if (headers.size === 0) return true;
  const header = HEADER.exec(hunk)?.[0];
  return header !== undefined && headers.has(header);
}

/** Paths that a line of a file's head names. */
function pathsIn(line: string): string[] {
  // Both sides are the same, since the diff has no renames; the back reference also finds paths with blanks.
  const both = /^diff --git (?:"a\/(.+)" "b\/\1"|a\/(.+) b\/\2)$/.exec(line);
  if (both) return [both[1] ?? both[2] ?? ''];
  const side = /^(?:---|\+\+\+) "?[ab]\/(.+?)"?\t?$/.exec(line);
  return side?.[1] === undefined ? [] : [side[1]];
}
