import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diffHunks, isCited } from '../../src/judge/diff-hunks.ts';
import { textOf } from '../../src/judge/parts.ts';
import { splitDiff } from '../../src/judge/split-diff.ts';

test('finds the hunks of a diff that git made, whatever the files hold', () => {
  const root = mkdtempSync(join(tmpdir(), 'fettle-hunks-'));
  const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  const put = (path: string, content: string | Buffer) => writeFileSync(join(root, path), content);
  git('init', '-q');
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}\n`);
  put('two.txt', lines.join(''));
  put('gone.txt', '-- a/fake.txt\n');
  put('with blank.txt', 'old');
  put('logo.bin', Buffer.from([0, 1, 2]));
  const tree = () => (git('add', '-A'), git('write-tree').trim());
  const base = tree();
  put('two.txt', lines.join('').replace('line 1\n', 'LINE 1\n').replace('line 30\n', 'LINE 30\n'));
  put('new.txt', '++ b/fake.txt\n@@ -7,7 +7,7 @@\n');
  put('with blank.txt', 'new');
  put('logo.bin', Buffer.from([0, 3, 4]));
  rmSync(join(root, 'gone.txt'));
  const diff = git('diff', '--no-renames', base, tree());
  const files = splitDiff(diff);
  const hunks = diffHunks(files);
  rmSync(root, { recursive: true });

  expect(files.map(textOf).join('')).toBe(diff);
  expect(files.flatMap((file) => file.hunks).map(({ added, removed }) => [added, removed])).toEqual([
    [0, 1],
    [2, 0],
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  expect(Object.fromEntries([...hunks].map(([path, headers]) => [path, [...headers]]))).toEqual({
    'gone.txt': ['@@ -1 +0,0 @@'],
    'logo.bin': [],
    'new.txt': ['@@ -0,0 +1,2 @@'],
    'two.txt': ['@@ -1,5 +1,5 @@', '@@ -28,7 +28,7 @@'],
    'with blank.txt': ['@@ -1 +1 @@'],
  });
  expect(isCited(hunks, 'two.txt', '@@ -28,7 +28,7 @@ line 27')).toBe(true);
  expect(isCited(hunks, 'b/two.txt', '@@ -1,5 +1,5 @@')).toBe(true);
  expect(isCited(hunks, 'logo.bin', '')).toBe(true);
  expect(isCited(hunks, 'two.txt', '')).toBe(false);
  expect(isCited(hunks, 'two.txt', '@@ -7,7 +7,7 @@')).toBe(false);
  expect(isCited(hunks, 'fake.txt', '')).toBe(false);
});
