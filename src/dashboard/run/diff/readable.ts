import type { DiffFile } from '../../../guards/types.ts';
import { counts, linesOf, type ShownFile } from './diff-files.ts';

/** A change with more files than this has others to look at it than people. */
const MAX_FILES = 500;
/** More lines than this are shown of no change; a browser has to draw all of them. */
const MAX_LINES = 10_000;
/** Nobody reads on in a longer line, characters. */
const MAX_LINE = 20_000;

/**
 * What of a change a page has room for, and how many files it leaves out. It is chosen before anything else is done with
 * the change: whoever makes one that is large must not keep the server busy with what nobody will see.
 */
export function readable(files: readonly DiffFile[]): { files: ShownFile[]; left: number } {
  let room = MAX_LINES;
  const shown = files.slice(0, MAX_FILES).map((file): ShownFile => {
    const count = linesOf(file) + file.hunks.length;
    if (count > room || isEndless(file)) return { ...file, hunks: [], tooLong: counts(file) };
    room -= count;
    return file;
  });
  return { files: shown, left: files.length - shown.length };
}

const isEndless = ({ hunks }: DiffFile): boolean => hunks.some(({ lines }) => lines.some((it) => it.length > MAX_LINE));
