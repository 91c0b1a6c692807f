import { posix } from 'node:path';
import { asksFor } from './asks-for.ts';
import { isNamedAsTest, isTestPath, linesWith, readTests, type TestCode } from './test-code.ts';
import type { DiffFile, Finding, Guard } from './types.ts';

const NOTHING: TestCode = { cases: [], skips: 0, assertions: 0, weak: 0, trivial: 0 };

interface Compared {
  file: DiffFile;
  before: TestCode;
  after: TestCode;
}

/**
 * Tests may be added, moved, renamed and made stricter. What is stopped: cases that are gone on balance, cases switched
 * off, and assertions that are gone on balance or were loosened. Counted per file from its whole text on base and on the
 * tree, comments and strings left out; what left one file and arrived in another has only moved.
 */
export const weakenedTest: Guard = {
  name: 'weakened_test',
  check: async ({ diff, task, read }) => {
    const compared: Compared[] = [];
    for (const file of diff.filter((it) => !it.binary)) {
      const before = testsIn(file, file.status === 'added' ? null : await read('base', file.path));
      const after = testsIn(file, file.status === 'deleted' ? null : await read('tree', file.path));
      if (before !== null || after !== null)
        compared.push({ file, before: before ?? NOTHING, after: after ?? NOTHING });
    }
    // A runner finds tests by their files' names: what leaves such a file has only moved when it is in another one.
    const arrivedIn = (files: readonly Compared[]) =>
      files.flatMap(({ before, after }) => missingFrom(after.cases, before.cases));
    const arrived = arrivedIn(compared);
    const collected = arrivedIn(compared.filter(({ file }) => isNamedAsTest(file.path)));
    const moved = sum(compared.map(({ before, after }) => Math.max(0, after.assertions - before.assertions)));
    return compared.flatMap((it) =>
      problems(it, isNamedAsTest(it.file.path) ? collected : arrived, moved).map((problem) => allow(problem, task)),
    );
  },
};

/** Null for what is no test code. A file in a test folder without a single case can still hold shared assertions. */
function testsIn(file: DiffFile, text: string | null): TestCode | null {
  if (text === null) return null;
  const tests = readTests(file.path, text);
  if (tests === null) return null;
  return isTestPath(file.path) || (file.path.endsWith('.rs') && tests.cases.length > 0) ? tests : null;
}

/** A finding, and the titles of the cases it is about: a task may allow it by naming each of them. */
interface Problem {
  finding: Finding;
  titles: readonly string[];
}

function problems({ file, before, after }: Compared, arrived: readonly string[], movedAssertions: number): Problem[] {
  const { path } = file;
  const added = file.hunks.flatMap((hunk) => hunk.added);
  const found: Problem[] = [];
  const stop = (why: string, titles: readonly string[], line?: number) => {
    const hunk = file.hunks.find((one) => one.added.some((it) => it.line === line))?.header ?? null;
    const finding = { rule: 'weakened_test' as const, file: path, hunk, why, ...(line === undefined ? {} : { line }) };
    found.push({ finding, titles });
  };
  const gone = missingFrom(missingFrom(before.cases, after.cases), arrived);
  if (file.status === 'deleted') {
    if (gone.length > 0) stop(`This test file was deleted, and with it ${named(gone)}. Restore it.`, gone);
    return found;
  }
  // A renamed case is one gone and one new; only fewer cases than before are a loss.
  if (gone.length > 0 && after.cases.length < before.cases.length) {
    stop(`Test cases were removed: ${named(gone)}. Restore them.`, gone);
  }
  if (after.skips > before.skips) {
    const { line, titles } = linesWith('skips', path, added);
    stop(
      'A test is switched off or singled out (skip, only, todo or expected to fail). Make it pass instead.',
      titles,
      line,
    );
  }
  if (after.trivial > before.trivial) {
    stop(
      'An assertion that always holds was added. Assert what the code does.',
      [],
      linesWith('trivial', path, added).line,
    );
  }
  if (found.length > 0) return found;
  const lost = before.assertions - after.assertions;
  const strongLost = before.assertions - before.weak - (after.assertions - after.weak);
  if (lost > 0 && lost > movedAssertions) {
    stop(`${lost} assertion(s) fewer than before. Restore what the tests checked.`, []);
  } else if (strongLost > 0 && after.weak > before.weak) {
    const { line } = linesWith('weak', path, added);
    stop(
      'An assertion was replaced by one that holds for nearly every value. Assert the exact result as before.',
      [],
      line,
    );
  }
  return found;
}

function allow({ finding, titles }: Problem, task: string): Finding {
  const path = finding.file;
  const stem = posix.basename(path).replace(/\.\w+$/, '');
  const byTitle = () => {
    // A title of one short word ("works") stands in many sentences by chance.
    const asked = titles.map((title) => (title.length < 8 ? null : asksFor(task, { path: title, verbs: 'remove' })));
    return asked.length > 0 && asked.every((it) => it !== null) ? (asked[0] ?? null) : null;
  };
  const allowed = asksFor(task, { path, names: [stem], verbs: 'remove' }) ?? byTitle();
  // What to do about it, the last sentence, is meant for a finding that blocks.
  return allowed === null ? finding : { ...finding, why: finding.why.replace(/(?<=\.) [A-Z][^.]*\.$/, ''), allowed };
}

/** What `from` has and `of` lacks, counted. */
function missingFrom(from: readonly string[], of: readonly string[]): string[] {
  const left = [...of];
  return from.filter((name) => {
    const at = left.indexOf(name);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function named(cases: readonly string[]): string {
  const shown = cases.slice(0, 3).map((name) => `"${name.length > 80 ? `${name.slice(0, 79)}…` : name}"`);
  return cases.length > 3 ? `${shown.join(', ')} and ${cases.length - 3} more` : shown.join(', ');
}
