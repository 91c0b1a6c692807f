import { isTestPath } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import { stems } from './about.ts';
import { wordsOf } from './cases.ts';
import type { Problem } from './problem.ts';

const DECLARES =
  /\b(?:function\*?|def|class|func|fn|fun|interface|type|struct|enum|const|let|var|val|module|trait|record|object|namespace|void|int|double|float|bool|boolean|string|String|[A-Z]\w*(?:<[^<>]*>)?)\s+(?:self\.|\([^)]*\)\s*)?([A-Za-z_]\w{3,})\s*(?=[(=:{<]|$)/g;

/** A declaration stands at the start of its line. */
const LONGEST = 200;

export interface Gone {
  name: string;
  /** What it is made of. */
  words: string[];
  /** The sources said so, right before it. */
  isDeprecated: boolean;
}

/**
 * What the sources declared and the whole change does not have any more. It reads the whole diff: ask once a change, and
 * only when a task asks for something to go.
 */
export function goneNames(diff: readonly DiffFile[]): Gone[] {
  const sources = diff.filter(({ path }) => !isTestPath(path));
  const gone = sources.flatMap(({ hunks }) =>
    hunks.flatMap(({ removed }) =>
      removed.flatMap(({ text }, n) => {
        const isDeprecated = removed.slice(Math.max(0, n - 3), n + 1).some((it) => /deprecat|obsolete/i.test(it.text));
        return [...text.slice(0, LONGEST).matchAll(DECLARES)].map((match) => ({ name: match[1] ?? '', isDeprecated }));
      }),
    ),
  );
  const files = sources
    .filter(({ status, renamedTo }) => status === 'deleted' && renamedTo === undefined)
    .map(({ path }) => ({ name: /([^/.]+)(?:\.\w+)+$/.exec(path)?.[1] ?? '', isDeprecated: false }));
  const left = new Set(
    diff.flatMap(({ hunks }) => hunks.flatMap(({ added }) => added.flatMap(({ text }) => text.match(/\w+/g) ?? []))),
  );
  return [...gone, ...files]
    .filter(({ name }) => name.length > 3 && name !== 'index' && !left.has(name))
    .map((it) => ({ ...it, words: [...stems(wordsOf(it.name))] }))
    .filter(({ words }) => words.length > 0);
}

/**
 * The words of a task name what goes from the sources, and each test that is lost speaks of it: in its code, in its
 * title, or by its file. `clause` may ask for everything that is deprecated in place of a name.
 */
export function goesWithSource(subject: string, clause: string, problem: Problem, gone: readonly Gone[]): boolean {
  const said = stems(wordsOf(subject));
  const isOld = /\b(?:everything|all|every|the|any)\b.{0,40}\b(?:deprecated|obsolete)\b/i.test(clause);
  const names = gone.filter(
    ({ words, isDeprecated }) => (isOld && isDeprecated) || words.every((word) => said.has(word)),
  );
  if (names.length === 0) return false;
  const inFile = stems(wordsOf(problem.file.replace(/^.*\//, '').replace(/(?:\.\w+)+$/, '')));
  const lost = problem.parts ?? [{ title: problem.titles.join(' '), text: problem.about }];
  return lost.every(({ title, text }) => {
    const inTitle = stems(wordsOf(title));
    return names.some(
      ({ name, words }) =>
        new RegExp(`(?<!\\w)${name}(?!\\w)`).test(`${title} ${text}`) ||
        words.every((word) => inFile.has(word)) ||
        (words.length > 1 && words.every((word) => inTitle.has(word))),
    );
  });
}
