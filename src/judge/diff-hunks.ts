import { type FileDiff, HUNK_HEADER } from './split-diff.ts';

/** For each path of a unified diff, the headers (`@@ -a,b +c,d @@`) of its hunks. */
export type DiffHunks = ReadonlyMap<string, ReadonlySet<string>>;

/** What can be cited of a diff. */
export function diffHunks(files: readonly FileDiff[]): DiffHunks {
  const found = new Map<string, Set<string>>();
  for (const { paths, hunks } of files) {
    for (const path of paths) {
      const headers = found.get(path) ?? new Set();
      for (const { header } of hunks) headers.add(header);
      found.set(path, headers);
    }
  }
  return found;
}

/** Whether path and hunk stand in the diff. A file without hunks (binary, mode only) is cited by its path alone. */
export function isCited(hunks: DiffHunks, path: string, hunk: string): boolean {
  const headers = hunks.get(path.replace(/^[ab]\//, '')) ?? hunks.get(path);
  if (headers === undefined) return false;
  if (headers.size === 0) return true;
  const header = HUNK_HEADER.exec(hunk)?.[0];
  return header !== undefined && headers.has(header);
}
