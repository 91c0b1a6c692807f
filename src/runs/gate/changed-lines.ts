import type { DiffFile } from '../../guards/types.ts';
import type { Report } from '../../verifiers/types.ts';

/** What is known of the changed lines: who looked, and which ones no test of theirs ran. */
export interface ChangedLines {
  checks: string[];
  unrun: { file: string; lines: number[] }[];
}

/** Null where no check's tool could tell. A line that one of several checks ran was run. */
export function changedLines(reports: readonly Report[], diff: readonly DiffFile[]): ChangedLines | null {
  const looked = reports.filter(({ unrun }) => unrun !== undefined);
  if (looked.length === 0) return null;
  const unrun = diff.flatMap(({ path, hunks }) => {
    const seen = looked.flatMap((report) =>
      Object.hasOwn(report.unrun ?? {}, path) ? [new Set(report.unrun?.[path])] : [],
    );
    if (seen.length === 0) return [];
    const added = hunks.flatMap((hunk) => hunk.added.map(({ line }) => line));
    const lines = added.filter((line) => seen.every((its) => its.has(line)));
    return lines.length === 0 ? [] : [{ file: path, lines }];
  });
  return { checks: looked.map(({ check }) => check), unrun };
}
