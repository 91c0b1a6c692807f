import { isNamedAsTest } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import type { Problem } from './problem.ts';

const MOST_LINES = 4000;
const MOST_CHARACTERS = 300_000;

/** More than can be compared in a time that does not grow out of hand. */
export function isTooLarge({ hunks }: DiffFile): boolean {
  const lines = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  const characters = hunks.reduce((sum, hunk) => sum + hunk.lines.reduce((all, line) => all + line.length, 0), 0);
  return lines > MOST_LINES || characters > MOST_CHARACTERS;
}

/** Nothing hides in a change too large to be judged: it has to be split. A new file takes nothing away. */
export function tooLarge(file: DiffFile): Problem[] {
  if (file.status !== 'modified' || !isNamedAsTest(file.path) || !isTooLarge(file)) return [];
  return [
    {
      kind: 'removed',
      file: file.path,
      hunk: null,
      why: 'This change of a test file is too large to tell whether it is weaker. Split it.',
      titles: [],
      about: '',
    },
  ];
}
