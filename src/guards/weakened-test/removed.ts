import { isNamedAsTest } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import { lostCases, wordsOf, type LostCase } from './cases.ts';
import { gone, type Problem } from './problem.ts';
import { lostRowLines } from './rows.ts';
import type { TestFile } from './test-file.ts';

/** What of a file's cases is gone, and which assertions went with them or into a table. */
export interface Removed {
  problems: Problem[];
  /** Cases whose assertions are accounted for. */
  accounted: LostCase[];
}

/**
 * Cases that are gone: none of their name is left in any file that a runner looks into, no new one in their file says
 * nearly the same, and no table has grown by as many rows.
 */
export function removedCases(one: TestFile, all: readonly TestFile[], keys: ReadonlySet<string>): Removed {
  const { file, base, tree } = one;
  const others = all.filter((it) => it !== one && (it.collected || !one.collected));
  const arrived = others.flatMap((it) => {
    const before = it.base.cases.map(({ name }) => name);
    return it.tree.cases.map(({ name }) => name).filter((name) => !before.includes(name));
  });
  let lost = lostCases(base.cases, tree.cases, [...arrived]).filter((it) => it.changed || file.status === 'deleted');
  const gained = Math.max(
    0,
    all.reduce((sum, it) => sum + it.tree.rows - it.base.rows, 0),
  );
  // Merged into a table with as many rows, or into another case with all that was asserted.
  const merged = lost.filter((it) => isKept(it, one, keys));
  lost = lost.filter((it) => !merged.includes(it));
  if (lost.length > 0 && lost.length <= gained) return { problems: [], accounted: [...lost, ...merged] };
  const problems: Problem[] = [];
  const first = lost[0];
  if (first !== undefined) {
    const whole = file.status === 'deleted';
    const what = whole
      ? 'This test file was deleted or moved to where no runner looks, and with it'
      : 'Test cases were removed, renamed so that they do not run, or made a comment:';
    problems.push({
      kind: 'removed',
      file: file.path,
      ...(whole ? { hunk: null } : gone(first.line)),
      why: `${what} ${named(lost)}. Restore ${whole ? 'it' : 'them'}.`,
      titles: lost.map(({ name }) => name),
      about: lost.map(({ body }) => body.map(({ text }) => text).join('\n')).join('\n'),
      parts: lost.map((it) => ({
        title: `${it.name} ${groupOf(it, one)}`,
        text: it.body
          .filter(({ changed }) => changed || whole)
          .map(({ text }) => text)
          .join('\n'),
      })),
    });
  } else if (file.status !== 'deleted') {
    const rows = lostRows(one, all);
    if (rows !== null) problems.push(rows);
  }
  return { problems, accounted: [...lost, ...merged] };
}

/** The group that went with a case. */
function groupOf(lost: LostCase, { base, words }: TestFile): string {
  const piece = base.side[lost.piece] ?? [];
  const group = piece
    .slice(0, lost.at)
    .findLast(
      ({ changed, code }) => changed && words.groups !== undefined && new RegExp(words.groups.source, 'm').test(code),
    );
  return group?.text.trim() ?? '';
}

/** All that a case asserted still stands somewhere, and not in what is left of the case where it was. */
function isKept(lost: LostCase, { base, tree }: TestFile, keys: ReadonlySet<string>): boolean {
  const piece = tree.side[lost.piece] ?? [];
  const named = piece.some(
    (line) => !line.changed && line.code.includes(lost.name.replaceAll('`', '')) && /\w/.test(lost.name),
  );
  const instead = piece.some(
    (line) =>
      line.changed && line.block === lost.line.block && /[({]|\b(?:do|def|func|function|fn|fun)\b/.test(line.text),
  );
  const inPlace = lost.body.some((line) => !line.changed && line.code.trim().length > 2);
  if (named || (instead && inPlace)) return false;
  const own = base.assertions.filter(
    ({ piece, at }) => piece === lost.piece && at >= lost.at && at < lost.at + lost.body.length,
  );
  return own.length > 0 && own.every(({ key }) => keys.has(key));
}

function lostRows(one: TestFile, all: readonly TestFile[]): Problem | null {
  const { file, base, tree } = one;
  const lost = base.rows - tree.rows;
  const moved = all.reduce((sum, it) => sum + (it === one ? 0 : Math.max(0, it.tree.rows - it.base.rows)), 0);
  const split = Math.max(0, tree.cases.length - base.cases.length);
  const line = lost > 0 ? changedRow(one) : lost === 0 ? lostRowLines(base.side, tree.side, one.words) : null;
  if (line === null || (lost > 0 && lost <= moved + split)) return null;
  const texts = base.side
    .flat()
    .filter((it) => it.changed)
    .map(({ text }) => text);
  const kept = wordsOf(
    tree.side
      .flat()
      .filter((it) => it.changed)
      .map(({ text }) => text)
      .join('\n'),
  );
  const dropped = texts
    .map((text) => [...wordsOf(text)].filter((word) => !kept.has(word)).join(' '))
    .filter((words) => words !== '');
  return {
    kind: 'removed',
    file: file.path,
    ...gone(line),
    why: 'Rows of a table of cases were dropped. Restore them.',
    titles: [],
    about: texts.join('\n'),
    parts: dropped.map((words) => ({ title: words, text: words })),
  };
}

const changedRow = ({ base }: TestFile) => base.side.flat().find(({ changed }) => changed) ?? null;

/** Files that are gone, or have moved to where no runner looks, of which the diff shows nothing. */
export function movedAway(diff: readonly DiffFile[], read: readonly TestFile[]): Problem[] {
  const unseen = diff.filter(
    (file) =>
      file.status === 'deleted' &&
      isNamedAsTest(file.path) &&
      !read.some((it) => it.file === file && it.base.cases.length > 0),
  );
  return unseen
    .filter(({ renamedTo, hunks, path }) => {
      if (renamedTo !== undefined) return !isNamedAsTest(renamedTo);
      if (hunks.length > 0 && hunks.every(({ removed }) => removed.every(({ text }) => text.trim() === '')))
        return false;
      const name = path.slice(path.lastIndexOf('/') + 1);
      return !diff.some((other) => other.status === 'added' && other.path.endsWith(`/${name}`));
    })
    .map(({ path, renamedTo }) => ({
      kind: 'removed' as const,
      file: path,
      hunk: null,
      why:
        renamedTo === undefined
          ? 'This test file was deleted. Restore it.'
          : `This test file became ${renamedTo}, where no runner looks for tests. Move it back.`,
      titles: [],
      about: '',
    }));
}

function named(cases: readonly LostCase[]): string {
  const shown = cases.slice(0, 3).map(({ name }) => `"${name.length > 80 ? `${name.slice(0, 79)}…` : name}"`);
  return cases.length > 3 ? `${shown.join(', ')} and ${cases.length - 3} more` : shown.join(', ');
}
