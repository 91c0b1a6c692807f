import { isNamedAsTest, isTestPath, languageOf, type Language } from '../test-code/language.ts';
import { WORDS, type Words } from '../test-code/words.ts';
import type { DiffFile } from '../types.ts';
import { assertionsOf, type Assertion } from './assertion.ts';
import { casesOf, type TestCase } from './cases.ts';
import { rowsOf } from './rows.ts';
import { sidesOf, type Side } from './side.ts';

interface Half {
  side: Side;
  cases: TestCase[];
  assertions: Assertion[];
  rows: number;
}

/** A file of a diff that holds tests, with what it says of them before and after. */
export interface TestFile {
  file: DiffFile;
  language: Language;
  words: Words;
  base: Half;
  tree: Half;
  /** Runners find it by its name. */
  collected: boolean;
}

/** Shared examples run wherever they are included. */
const shares = ({ side }: Half): boolean => side.flat().some(({ code }) => /\bshared_examples\b/.test(code));

const BARE = /^(?!.*(?:assert|should|must|verify|expect|@Test|hrown)).*\s(?:==|!=|>=|<=|=~|==~|in|instanceof)\s/i;

/** Null for what is no test code. */
export function readTestFile(file: DiffFile): TestFile | null {
  const language = languageOf(file.path);
  if (language === null || file.binary) return null;
  const declares = language === 'bazel' || language === 'cmake';
  if (!declares && !isTestPath(file.path) && language !== 'rust') return null;
  const words = WORDS[language];
  const { base, tree } = sidesOf(file, language);
  // Only Spock and ScalaTest take a bare comparison for an assertion.
  const isAssertion = ({ head }: Assertion) =>
    language !== 'jvm' || /\.(?:groovy|scala)$/.test(file.path) || !BARE.test(head);
  const half = (side: Side): Half => ({
    side,
    cases: casesOf(side, words),
    assertions: assertionsOf(side, words, language).filter(isAssertion),
    rows: rowsOf(side, words),
  });
  const [before, after] = [half(base), half(tree)];
  if (language === 'rust' && !isTestPath(file.path)) {
    // Sources hold tests too; what is no part of them must not count.
    const shows = file.hunks.some((hunk) =>
      /#\[(?:\w+::)*(?:test|rstest|cfg\(test)|assert_\w+!|mod tests/.test(`${hunk.header}\n${hunk.lines.join('\n')}`),
    );
    if (!shows) return null;
  }
  return {
    file,
    language,
    words,
    base: before,
    tree: after,
    collected: isNamedAsTest(file.path) || shares(after) || declares || language === 'rust',
  };
}
