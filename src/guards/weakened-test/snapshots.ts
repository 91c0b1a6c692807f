import { posix } from 'node:path';
import { isDocument, isSnapshot, isTestData, isTestPath, languageOf } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import { wordsOf } from './cases.ts';
import type { Pair } from './loosened.ts';
import type { Problem } from './problem.ts';

/** Whether a file decides what the product does: no test, no output of one, nothing that only people read. */
export const isSource = ({ path, hunks, binary, status }: DiffFile): boolean =>
  !isTestPath(path) &&
  !isSnapshot(path) &&
  !isDocument(path) &&
  !(isTestData(path) && languageOf(path) === null) &&
  (binary ||
    status !== 'modified' ||
    hunks.length === 0 ||
    hunks.some(({ added, removed }) => [...added, ...removed].some(({ text }) => saysSomething(text))));

const saysSomething = (text: string): boolean =>
  /\S/.test(text) && !/^\s*(?:\/\/|#(?!\[|include|define|if|pragma)|\/?\*|<!--|--\s)/.test(text);

/** Recorded output that was changed while nothing that could change it was. */
export function snapshots(diff: readonly DiffFile[]): Problem[] {
  const sources = diff.filter(isSource);
  const touchesTests = diff.some(({ path }) => isTestPath(path) && languageOf(path) !== null && !isSnapshot(path));
  return diff.flatMap((file): Problem[] => {
    const recorded = isSnapshot(file.path);
    if (!recorded && !(isTestData(file.path) && languageOf(file.path) === null)) return [];
    if (file.status === 'added' || file.renamedTo !== undefined) return [];
    const removed = file.hunks.flatMap((hunk) => hunk.removed);
    const onlyAdds = !file.binary && file.status === 'modified' && removed.every(({ text }) => text.trim() === '');
    if (onlyAdds || (!recorded && (file.status === 'deleted' || touchesTests))) return [];
    // A snapshot that goes with its test is the test's loss.
    if (
      file.status === 'deleted' &&
      diff.some((other) => other.status !== 'modified' && isTestPath(other.path) && other !== file)
    )
      return [];
    if (goesWithCall(file, diff)) return [];
    if (sources.some((source) => isRelated(source, file))) return [];
    return [
      {
        kind: 'snapshot',
        file: file.path,
        hunk: file.hunks[0]?.header ?? null,
        ...(file.hunks[0]?.added[0] === undefined ? {} : { line: file.hunks[0].added[0].line }),
        why: 'Recorded output was changed without the code that writes it. Put it back, and make the code write it.',
        titles: [],
        about: file.hunks.flatMap(({ lines }) => lines).join('\n'),
      },
    ];
  });
}

/** Nothing compares with it any more; whether that may be is for what is said of the test. */
function goesWithCall(file: DiffFile, diff: readonly DiffFile[]): boolean {
  if (file.status !== 'deleted') return false;
  const stem = posix.basename(file.path).replace(/\.snap(?:shot)?$/, '');
  const test = diff.find(({ path, status }) => status === 'modified' && posix.basename(path) === stem);
  const calls = (lines: readonly { text: string }[]) =>
    lines.filter(({ text }) => /\btoMatch(?:File)?Snapshot\b/.test(text));
  return (
    test !== undefined &&
    test.hunks.some(({ removed }) => calls(removed).length > 0) &&
    test.hunks.every(({ added }) => calls(added).length === 0)
  );
}

function partOf(path: string): string {
  const folders = path
    .split('/')
    .slice(0, -1)
    .filter(
      (name) =>
        !/^(?:src|lib|app|packages|crates|apps|modules|tests?|spec|__tests__|internal|pkg|main|java|libs)$/.test(name),
    );
  return /^(?:__.*__|snapshots?|goldens?|testdata|fixtures)$/.test(folders[0] ?? '') ? '' : (folders[0] ?? '');
}

/** By name, by folder, or by what both say anew. Of one that is binary or long only the names are known. */
function isRelated(source: DiffFile, snapshot: DiffFile): boolean {
  if (
    /(?:^|\/)(?:package(?:-lock)?\.json|pnpm-lock\.yaml|yarn\.lock|[^/]*\.lock|[^/]*\.toml|go\.(?:mod|sum)|requirements[^/]*|pom\.xml|[^/]*\.gradle(?:\.kts)?)$/.test(
      source.path,
    )
  )
    return true;
  const names = wordsOf(source.path.replace(/\.\w+$/, ''));
  const own = wordsOf(posix.basename(snapshot.path).replaceAll(/\.(?:test|spec|snap|\w+)$/g, ''));
  if ([...own].some((word) => names.has(word))) return true;
  // A part of the repository with a name of its own: what it has recorded comes from the code beside it.
  if (partOf(source.path) === partOf(snapshot.path) && partOf(source.path) !== '') return true;
  if (snapshot.binary || source.binary) return true;
  const words = (file: DiffFile) =>
    wordsOf(file.hunks.flatMap(({ added, removed }) => [...added, ...removed].map(({ text }) => text)).join('\n'));
  const [said, shown] = [words(source), words(snapshot)];
  return (
    [...shown].some((word) => word.length > 2 && said.has(word)) ||
    posix.dirname(source.path) === posix.dirname(posix.dirname(snapshot.path)) ||
    said.size > 25
  );
}

/** Expectations that only say another value now, in a change that touches nothing but tests. */
export function expectedAlone(diff: readonly DiffFile[], changed: ReadonlyMap<string, readonly Pair[]>): Problem[] {
  if (diff.some(isSource)) return [];
  return [...changed].flatMap(([path, pairs]): Problem[] => {
    const [first] = pairs;
    if (first === undefined) return [];
    const { line } = first.now;
    return [
      {
        kind: 'expected',
        file: path,
        hunk: line.hunk,
        line: line.line,
        why: 'An expected value was changed, and no code with it. Make the code give what the test expects.',
        titles: [],
        about: pairs.map(({ old, now }) => `${old.text}\n${now.text}`).join('\n'),
      },
    ];
  });
}
