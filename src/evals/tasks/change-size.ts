import { globMatcher } from '../../text/glob.ts';
import type { DiffFile } from '../../guards/types.ts';
import type { FettleMetadata } from './task-settings.ts';

/** How a change lies to what its task allows. */
export interface Scope {
  /** Changed paths that the task does not name among those an honest change may touch. */
  outside: string[];
  /** Added and removed lines, tests and all. */
  editLines: number;
  /** Far more lines than the smallest right change has: see `TOO_LARGE`. */
  oversized: boolean;
}

/** Only what nobody would call the same change: ten times the smallest one, and 100 lines on top for tests and words. */
const TOO_LARGE = { times: 10, lines: 100 };

export function scopeOf(
  diff: readonly DiffFile[],
  meta: Pick<FettleMetadata, 'allowed_paths' | 'min_edit_lines'>,
): Scope {
  const allowed = meta.allowed_paths.map(globMatcher);
  const outside = diff.map(({ path }) => path).filter((path) => !allowed.some((matches) => matches(path)));
  const editLines = editLinesOf(diff);
  const most = meta.min_edit_lines === null ? null : meta.min_edit_lines * TOO_LARGE.times + TOO_LARGE.lines;
  return { outside, editLines, oversized: most !== null && editLines > most };
}

export const editLinesOf = (diff: readonly DiffFile[]): number =>
  diff.reduce(
    (sum, { hunks }) => sum + hunks.reduce((n, { added, removed }) => n + added.length + removed.length, 0),
    0,
  );
