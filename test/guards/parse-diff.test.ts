import { expect, test } from '@jest/globals';
import { parseDiff } from '../../src/guards/parse-diff.ts';
import { change } from './builders.ts';

test('paths as git writes them: blanks, quotes, other alphabets, and a name that looks like two', () => {
  const names = ['a b.txt', 'quo"te.txt', 'größe/日本.txt', 'x b/x b/y', 'tab\there', 'plain'];
  const before = Object.fromEntries(names.map((name) => [name, 'one\n']));
  const after = Object.fromEntries(names.map((name) => [name, 'two\n']));
  const { diff } = change(before, after);
  expect(diff.map((file) => file.path).sort()).toEqual([...names].sort());
  for (const file of diff) {
    expect(file.hunks).toEqual([
      {
        header: expect.stringContaining('@@ -1 +1 @@'),
        added: [{ line: 1, text: 'two' }],
        removed: [{ line: 1, text: 'one' }],
        lines: ['-one', '+two'],
      },
    ]);
  }
});

test('added, deleted, empty and binary files, and no newline at the end', () => {
  const { diff } = change(
    { 'gone.txt': 'a\nb', 'image.png': Buffer.from([0, 1, 2]), 'größe.bin': Buffer.from([0, 1]) },
    { 'new.txt': 'x\ny', 'empty.txt': '', 'image.png': Buffer.from([0, 1, 3]), 'größe.bin': Buffer.from([0, 2]) },
  );
  const byPath = Object.fromEntries(diff.map((file) => [file.path, file]));
  expect(byPath['gone.txt']).toMatchObject({
    status: 'deleted',
    hunks: [{ removed: [{ text: 'a' }, { line: 2, text: 'b' }] }],
  });
  expect(byPath['new.txt']).toMatchObject({
    status: 'added',
    hunks: [{ added: [{ text: 'x' }, { line: 2, text: 'y' }] }],
  });
  expect(byPath['empty.txt']).toMatchObject({ status: 'added', hunks: [] });
  expect(byPath['image.png']).toMatchObject({ status: 'modified', binary: true, hunks: [] });
  expect(byPath['größe.bin']).toMatchObject({ binary: true });
});

test('lines that look like headers stay lines of the file they are in', () => {
  const { diff } = change(
    { 'notes.sql': '-- old\ndiff --git a/x b/x\nkeep\n' },
    { 'notes.sql': '++ new\n@@ -1 +1 @@\nkeep\n', 'other.txt': 'x\n' },
  );
  expect(diff.map((file) => file.path)).toEqual(['notes.sql', 'other.txt']);
  expect(diff[0]?.hunks[0]?.removed.map((line) => line.text)).toEqual(['-- old', 'diff --git a/x b/x']);
  expect(diff[0]?.hunks[0]?.added.map((line) => line.text)).toEqual(['++ new', '@@ -1 +1 @@']);
});

test('line numbers count on through several hunks', () => {
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n + 1}`);
  const edited = lines.with(4, 'five').toSpliced(30, 0, 'inserted');
  const { diff } = change({ a: `${lines.join('\n')}\n` }, { a: `${edited.join('\n')}\n` });
  expect(diff[0]?.hunks.map((hunk) => hunk.added)).toEqual([
    [{ line: 5, text: 'five' }],
    [{ line: 31, text: 'inserted' }],
  ]);
});

test('nothing and nonsense give no files', () => {
  expect(parseDiff('')).toEqual([]);
  expect(parseDiff('hello\n@@ -1 +1 @@\n+x\n')).toEqual([]);
});
