import { describe, expect, test } from '@jest/globals';
import { parseDiff, readDiff } from '../../src/guards/parse-diff.ts';

const HUNK = '@@ -1,2 +1,2 @@\n one\n-two\n+three\n';
const paths = (text: string) => parseDiff(text).map((file) => `${file.status} ${file.path}`);

describe('every form of a unified diff', () => {
  test.each([
    [
      'git',
      `diff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\n--- a/src/a.ts\n+++ b/src/a.ts\n${HUNK}`,
      ['modified src/a.ts'],
    ],
    ['git without prefixes', `diff --git a/x.ts a/x.ts\n--- a/x.ts\n+++ a/x.ts\n${HUNK}`, ['modified a/x.ts']],
    [
      'git with other prefixes',
      `diff --git i/src/a.ts w/src/a.ts\n--- i/src/a.ts\n+++ w/src/a.ts\n${HUNK}`,
      ['modified src/a.ts'],
    ],
    ['plain', `--- a/src/a.ts\n+++ b/src/a.ts\n${HUNK}`, ['modified src/a.ts']],
    [
      'plain, two folders and time stamps',
      `diff -ru old/src/a.ts new/src/a.ts\n--- old/src/a.ts\t2026-01-01 00:00:00\n+++ new/src/a.ts\t2026-01-02\n${HUNK}`,
      ['modified src/a.ts'],
    ],
    [
      'plain, new and gone',
      `--- /dev/null\n+++ b/n.ts\n@@ -0,0 +1 @@\n+x\n--- a/o.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n`,
      ['added n.ts', 'deleted o.ts'],
    ],
    ['a backup copy', `--- a.py.orig\n+++ a.py\n${HUNK}`, ['modified a.py']],
    [
      'a quoted name',
      `diff --git "a/gr\\303\\266\\303\\237e.ts" "b/gr\\303\\266\\303\\237e.ts"\n--- "a/gr\\303\\266\\303\\237e.ts"\n+++ "b/gr\\303\\266\\303\\237e.ts"\n${HUNK}`,
      ['modified größe.ts'],
    ],
    [
      'a mail',
      `From 1 Mon Sep 17 00:00:00 2001\nFrom: x\nSubject: [PATCH] y\n\n---\n a.ts | 2 +-\n\ndiff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n${HUNK}-- \n2.43.0\n\n`,
      ['modified a.ts'],
    ],
    ['a mode', 'diff --git a/run b/run\nold mode 100644\nnew mode 100755\n', ['modified run']],
    [
      'a rename',
      'diff --git a/a b.js b/c d.js\nsimilarity index 100%\nrename from a b.js\nrename to c d.js\n',
      ['deleted a b.js', 'added c d.js'],
    ],
    ['a copy', 'diff --git a/a.js b/b.js\nsimilarity index 100%\ncopy from a.js\ncopy to b.js\n', ['added b.js']],
    [
      'a binary patch',
      'diff --git a/x.png b/x.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQz\n\nliteral 0\nHcmV?d00001\n\ndiff --git a/y b/y\n--- a/y\n+++ b/y\n' +
        HUNK,
      ['modified x.png', 'modified y'],
    ],
    [
      'several after another, in both forms',
      `diff --git a/a b/a\n--- a/a\n+++ b/a\n${HUNK}--- a/b\n+++ b/b\n${HUNK}`,
      ['modified a', 'modified b'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(paths(text)).toEqual(expected);
    expect(readDiff(text).problem).toBeNull();
    const windows = text.replaceAll('\n', '\r\n');
    expect(paths(windows)).toEqual(expected);
    expect(parseDiff(windows).flatMap((file) => file.hunks)).toEqual(parseDiff(text).flatMap((file) => file.hunks));
  });
});

test('a rename shows what is seen of the file as gone there and new here, each tied to the other', () => {
  const [gone, arrived] = parseDiff(
    `diff --git a/a.js b/b.js\nrename from a.js\nrename to b.js\n--- a/a.js\n+++ b/b.js\n${HUNK}`,
  );
  expect(gone).toMatchObject({
    renamedTo: 'b.js',
    hunks: [{ added: [], removed: [{ text: 'one' }, { line: 2, text: 'two' }] }],
  });
  expect(arrived).toMatchObject({
    renamedFrom: 'a.js',
    hunks: [{ removed: [], added: [{ text: 'one' }, { line: 2, text: 'three' }] }],
  });
});

test('modes come from the headers', () => {
  expect(parseDiff('diff --git a/x b/x\nold mode 100644\nnew mode 100755\n')).toMatchObject([
    { oldMode: '100644', newMode: '100755' },
  ]);
  expect(
    parseDiff(
      'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+../x\n\\ No newline at end of file\n',
    ),
  ).toMatchObject([{ status: 'added', newMode: '120000', hunks: [{ added: [{ text: '../x' }] }] }]);
});

test('nothing hides behind wrong line counts', () => {
  const file = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n';
  const added = (text: string) =>
    parseDiff(text).map((one) => one.hunks.flatMap((hunk) => hunk.added.map((line) => line.text)));
  expect(added(`${file}@@ -1 +1 @@\n one\n+two\n+three\n`)).toEqual([['two', 'three']]);
  expect(
    added(
      `${file}@@ -1,9 +1,9 @@\n one\n+two\n@@ -20 +20 @@\n+three\n${file}@@ -1,99 +1,99 @@\n+x\n${file}@@ -1 +1 @@\n+y\n`,
    ),
  ).toEqual([['two', 'three'], ['x'], ['y']]);
});

test('a line of a megabyte takes no time worth speaking of', () => {
  const long = `${'a/'.repeat(500_000)} ${'" \\'.repeat(100_000)}`;
  for (const text of [
    `diff --git ${long}`,
    `--- ${long}\n+++ ${long}\n`,
    `diff --git a b\nrename from ${long}\n@@ -1 +1 @@ ${long}\n+${long}\n`,
  ]) {
    expect(Array.isArray(parseDiff(text))).toBe(true);
  }
});
