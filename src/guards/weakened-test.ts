import type { DiffFile, Finding, Guard } from './types.ts';
import { askedFor } from './weakened-test/asked.ts';
import type { Assertion } from './weakened-test/assertion.ts';
import { docTests } from './weakened-test/doc-tests.ts';
import { goneNames, type Gone } from './weakened-test/gone-names.ts';
import { loosened, type Pair } from './weakened-test/loosened.ts';
import { mocked } from './weakened-test/mocked.ts';
import type { Problem } from './weakened-test/problem.ts';
import { movedAway, removedCases } from './weakened-test/removed.ts';
import { slower } from './weakened-test/slower.ts';
import { expectedAlone, snapshots } from './weakened-test/snapshots.ts';
import { swallowed } from './weakened-test/swallowed.ts';
import { switchedOff } from './weakened-test/switched-off.ts';
import { isTooLarge, tooLarge } from './weakened-test/too-large.ts';
import { readTestFile, type TestFile } from './weakened-test/test-file.ts';

/**
 * Tests may be added, moved, renamed, merged and made stricter. What is stopped: cases or rows that are gone on balance,
 * cases that do not run any more, assertions that are gone or say less, failures that are swallowed, recorded output that
 * changes without its code, time-outs raised and retries added. All of it is read from the diff's hunks alone, comments
 * and strings left out; what left one place and arrived in another has only moved.
 */
export const weakenedTest: Guard = {
  name: 'weakened_test',
  check: ({ diff, task }) => {
    const gone = lazily(() => goneNames(diff));
    return problemsIn(diff).map((problem) => asFinding(problem, task, diff, gone));
  },
};

/** All that weakens tests in a change, whether it was asked for or not. */
export function problemsIn(diff: readonly DiffFile[]): Problem[] {
  const tests = diff
    .filter((file) => !isTooLarge(file))
    .map(readTestFile)
    .filter((it) => it !== null);
  const [before, after] = [tests.flatMap((it) => it.base.assertions), tests.flatMap((it) => it.tree.assertions)];
  const moved = onBothSides(before, after);
  const removedLines = new Set(
    tests.flatMap((it) =>
      it.base.side
        .flat()
        .filter(({ changed }) => changed)
        .map(({ text }) => text.trim()),
    ),
  );
  const changed = new Map<string, Pair[]>();
  const found = tests.flatMap((one): Problem[] => {
    // What stands only where no runner looks is not kept.
    const kept = tests
      .filter((it) => it.collected || !one.collected)
      .flatMap((it) => it.tree.assertions.map(({ key }) => key));
    const removed = removedCases(one, tests, new Set(kept));
    const compared = loosened(one, tests, moved, removed.accounted);
    changed.set(one.file.path, compared.changed);
    const off = switchedOff(one, removedLines);
    // A case that is switched off is not gone besides.
    const gone = removed.problems.filter(
      ({ titles }) => titles.length === 0 || !titles.every((title) => off.some((it) => it.titles.includes(title))),
    );
    return [...gone, ...off, ...swallowed(one), ...compared.problems, ...slower(one), ...mocked(one)];
  });
  const others = [...movedAway(diff, tests), ...diff.flatMap(tooLarge), ...diff.flatMap(docTests), ...snapshots(diff)];
  return [...found, ...others, ...(found.length + others.length === 0 ? expectedAlone(diff, changed) : [])];
}

/** How many of each changed assertion stand on both sides, in whatever files. */
function onBothSides(before: readonly Assertion[], after: readonly Assertion[]): Map<string, number> {
  const count = (all: readonly Assertion[]) => {
    const counts = new Map<string, number>();
    for (const { key } of all.filter((it) => it.changed)) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const there = count(after);
  return new Map([...count(before)].map(([key, n]) => [key, Math.min(n, there.get(key) ?? 0)]));
}

/**
 * Build files declare tests too, and both guards look at them: what a task allows of the tests there. Null where it
 * allows none of it, or not all.
 */
export function allowedInBuildFile(path: string, task: string, diff: readonly DiffFile[]): string | null {
  if (!/(?:^|\/)(?:BUILD(?:\.bazel)?|CMakeLists\.txt|meson\.build)$/.test(path)) return null;
  const gone = lazily(() => goneNames(diff));
  const asked = problemsIn(diff)
    .filter(({ file }) => file === path)
    .map((problem) => askedFor(task, problem, diff, gone));
  return asked.every((it) => it !== null) ? (asked[0] ?? null) : null;
}

/** Worked out when it is first asked for, and kept. */
function lazily<T>(make: () => T): () => T {
  let made: { it: T } | null = null;
  return () => (made ??= { it: make() }).it;
}

function asFinding(problem: Problem, task: string, diff: readonly DiffFile[], gone: () => readonly Gone[]): Finding {
  const { file, hunk, line, why } = problem;
  const finding = { rule: 'weakened_test' as const, file, hunk, why, ...(line === undefined ? {} : { line }) };
  const allowed = askedFor(task, problem, diff, gone);
  // What to do about it, the last sentence, is meant for a finding that blocks.
  return allowed === null ? finding : { ...finding, why: why.replace(/(?<=\.) [A-Z][^.]*\.$/, ''), allowed };
}

export type { TestFile };
