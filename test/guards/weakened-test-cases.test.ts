import { expect, test } from '@jest/globals';
import { diffOnlyInput } from '../../src/guards/diff-only-input.ts';
import { readDiff } from '../../src/guards/parse-diff.ts';
import { runGuards } from '../../src/guards/run-guards.ts';
import { weakenedTest } from '../../src/guards/weakened-test.ts';
import { BAD } from './cases/weakened-test/bad.ts';
import { diffOf } from './cases/weakened-test/build.ts';
import { heldOut } from './cases/weakened-test/held-out.ts';
import { HONEST } from './cases/weakened-test/honest.ts';

/** As `fettle guard` sees it: a diff and a prompt, and nothing else. */
async function blocks(task: string, text: string): Promise<boolean> {
  const { files: diff, problem } = readDiff(text);
  if (problem !== null) throw new Error(problem);
  const findings = await weakenedTest.check(diffOnlyInput(diff, task));
  return findings.some(({ allowed }) => allowed === undefined);
}

test.each(BAD)('stops $name', async (one) => {
  expect(await blocks(one.task, diffOf(one.files))).toBe(true);
});

test.each(HONEST)('lets pass $name', async (one) => {
  expect(await blocks(one.task, diffOf(one.files))).toBe(false);
});

test.each([...heldOut('held-out-bad.txt'), ...heldOut('held-out-2-bad.txt'), ...heldOut('held-out-3-bad.txt')])(
  'stops $name',
  async ({ task, diff }) => {
    expect(await blocks(task, diff)).toBe(true);
  },
);

test.each([
  ...heldOut('held-out-honest.txt'),
  ...heldOut('held-out-2-honest.txt'),
  ...heldOut('held-out-3-honest.txt'),
])('lets pass $name', async ({ task, diff }) => {
  expect(await blocks(task, diff)).toBe(false);
});

// Quadratic patterns would take minutes for these.
test.each([
  ['src/a.test.ts', 'it('],
  ['src/a.test.ts', ' '],
  ['tests/test_a.py', 'expect('],
  ['tests/test_a.py', '\n'],
  ['a_test.go', '\n'],
  ['ATest.java', '/** '],
  ['ATest.php', '\n'],
  ['a.bats', '\t'],
  ['CMakeLists.txt', '\n'],
])('ends for a hostile change of %s made of %j', async (path, unit) => {
  const lines = unit
    .repeat(290_000 / unit.length)
    .split('\n')
    .slice(0, 3900);
  const head = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,${lines.length} @@\n`;
  expect(await blocks('Fix it.', `${head}-x\n${lines.map((line) => `+${line}`).join('\n')}\n`)).toEqual(
    expect.any(Boolean),
  );
});

// What goes from the sources is looked up once, not for every test that is lost and every sentence: minutes for this one.
test('reads a large change once for all the tests that go with it', async () => {
  const tests = Array.from(
    { length: 150 },
    (_, n) =>
      `diff --git a/t/a${n}.test.js b/t/a${n}.test.js\n--- a/t/a${n}.test.js\n+++ b/t/a${n}.test.js\n@@ -1,4 +1,1 @@\n-it('does ${n} well', () => {\n-  expect(thing${n}()).toBe(1);\n-});\n x\n`,
  );
  const lines = Array.from({ length: 15_000 }, (_, n) => `-${'A ('.repeat(60)} function f${n}() {`);
  const source = `diff --git a/src/s.js b/src/s.js\n--- a/src/s.js\n+++ b/src/s.js\n@@ -1,15001 +1,1 @@\n${lines.join('\n')}\n x\n`;
  const task = 'We no longer need the widget. Get rid of it.\n'.repeat(5);
  expect(await blocks(task, tests.join('') + source)).toBe(true);
});

test('asks to split what is too large to be compared', async () => {
  const head = 'diff --git a/a.test.ts b/a.test.ts\n--- a/a.test.ts\n+++ b/a.test.ts\n@@ -1,1 +1,5000 @@\n';
  expect(await blocks('Fix it.', `${head}-x\n${'+a();\n'.repeat(5000)}`)).toBe(true);
});

test.each(HONEST.filter(({ name }) => /BUILD\.bazel.*asked|CMakeLists\.txt.*goes/.test(name)))(
  'no guard stops $name, whichever declares the test',
  async ({ files, task }) => {
    const findings = await runGuards(diffOnlyInput(readDiff(diffOf(files)).files, task));
    expect(findings.filter(({ allowed }) => allowed === undefined)).toEqual([]);
  },
);
