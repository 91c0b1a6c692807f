import { firstLine } from '../text/clip.ts';
import { sentences } from './asks-for.ts';
import type { DiffFile } from './types.ts';

const VERSION = /(?<![\w.])v?\d+(?:\.(?:\d+|x))*(?![\w])/g;

const REQUEST =
  /(?:^(?:[-*+]\s+)?(?:[\w-]+(?:\([\w-]*\))?:\s*)?|[,;]\s*|\b(?:please|to|and|then|should|must|now|let['’]s|we)\s+)(?:raise|bump|upgrade|update|move|go|switch|use|require|support|set|lower|change|migrate|compile|build|test|run|target|increase)\b/i;

/**
 * Where nothing but versions changes in a file, the sentence that asks for them: "Raise the MSRV to 1.80" asks for
 * `1.80.0` in the CI file too. Null where something else changes, or a new version is not named.
 */
export function asksForVersions(task: string, path: string, diff: readonly DiffFile[]): string | null {
  const hunks = diff.find((file) => file.path === path && file.status === 'modified')?.hunks ?? [];
  const bare = (text: string) => text.replaceAll(VERSION, '#').trim();
  const sides = hunks.map(({ added, removed }) => ({
    added: added.map(({ text }) => text.slice(0, 1000)),
    removed: removed.map(({ text }) => text.slice(0, 1000)),
  }));
  const alike = sides.every(
    ({ added, removed }) =>
      added.length === removed.length && added.every((line, n) => bare(line) === bare(removed[n] ?? '')),
  );
  if (sides.length === 0 || !alike) return null;
  const versions = (lines: readonly string[]) => lines.flatMap((line) => line.match(VERSION) ?? []);
  const old = sides.flatMap(({ removed }) => versions(removed));
  const fresh = [...new Set(sides.flatMap(({ added }) => versions(added)))].filter((one) => !old.includes(one));
  if (fresh.length === 0) return null;
  const found = sentences(task).find(
    (sentence) => REQUEST.test(sentence) && fresh.every((version) => isNamed(sentence.slice(0, 1000), version)),
  );
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}

/** `1.80.0` is named by "1.80", `22` by "22". */
const isNamed = (sentence: string, version: string): boolean =>
  (sentence.match(/\d+(?:\.\d+)*/g) ?? []).some((said) => {
    const plain = version.replace(/^v/, '');
    return (
      plain === said ||
      plain === `${said}.0` ||
      plain === `${said}.x` ||
      plain === `${said}.0.x` ||
      plain === `${said}.0.0`
    );
  });
