import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { leadsOut } from '../../src/sandbox/tree-changes.ts';
import { isGitFolder, isModulesFile } from '../../src/sandbox/tree-names.ts';
import type { Mirror } from '../../src/sandbox/types.ts';
import { makeRepository, openMirror, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let mirror: Mirror;

beforeAll(async () => {
  mirror = await openMirror(
    folder.path,
    makeRepository(`${folder.path}/shop`, { 'README.md': 'x\n', 'src/a.js': 'one\n', 'Naïve.md': 'x\n' }),
  );
});

afterAll(() => folder.remove());

/** Names are quoted as git quotes them, `\377` for a byte of 255. */
const added = (...paths: string[]) =>
  Buffer.from(
    paths
      .map(
        (path) =>
          `diff --git "a/${path}" "b/${path}"\nnew file mode 100644\n--- /dev/null\n+++ "b/${path}"\n@@ -0,0 +1 @@\n+x\n`,
      )
      .join(''),
  );
const apply = (...paths: string[]) => mirror.apply('refs/heads/main', added(...paths));

describe('a change is refused by name', () => {
  test.each([
    ['another case of a file', ['readme.md'], 'readme.md and README.md differ only'],
    ['another case of a folder', ['SRC/b.js'], 'SRC and src differ only'],
    ['another case of a file in a folder', ['src/A.js'], 'src/A.js and src/a.js differ only'],
    ['two new files of one name', ['New.js', 'new.js'], 'differ only'],
    ['another composition of one letter', ['Nai\u0308ve.md'], 'differ only'],
    ['a name that is not UTF-8', ['x\\377.js'], 'is not UTF-8'],
    ['a line break', ['a\\nb.js'], 'control characters'],
    ['a colour code', ['a\\033[31m.js'], 'control characters'],
    ['a long name', ['a'.repeat(256)], 'too long'],
    ['a long path', [`${'abcdefghi/'.repeat(420)}x`], 'too long'],
    ['.gitmodules in capitals', ['.GITMODULES'], 'submodules alone'],
    ['.gitmodules with an invisible character', ['.git\u200cmodules'], 'submodules alone'],
    ['.gitmodules by its short Windows name', ['GITMOD~1'], 'submodules alone'],
    ['.gitmodules with a blank and a dot behind', ['.gitmodules .'], 'submodules alone'],
    ['.git with a dot behind', ['.git./config'], 'invalid path'],
    ['.git with a blank behind', ['.git /config'], 'invalid path'],
    ['.git as a stream', ['.git::$INDEX_ALLOCATION/config'], 'invalid path'],
    ['.git behind a backslash', ['a\\\\.git\\\\config'], 'invalid path'],
    ['a path that climbs', ['a/../../b'], 'invalid path'],
  ])('%s', async (_what, paths, why) => {
    const refused = await apply(...paths).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toContain(why);
  });
});

test('a change is carried with names that are merely odd', async () => {
  const paths = ['naïve file (1).js', 'src/.gitmodules', 'lib/README.md', 'Makefile.am', "it's.txt", 'a'.repeat(255)];
  const tree = await apply(...paths);
  expect((await mirror.listFiles(tree)).length).toBe(paths.length + 3);
});

test('a file may be renamed to another case of its name', async () => {
  const gone =
    'diff --git a/README.md b/README.md\ndeleted file mode 100644\n--- a/README.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n';
  const tree = await mirror.apply('refs/heads/main', Buffer.concat([Buffer.from(gone), added('readme.md')]));
  expect(await mirror.listFiles(tree)).toContain('readme.md');
});

test('a change with very many folders is looked at as a whole', async () => {
  const many = Array.from({ length: 150 }, (_, n) => `f${n}/x.js`);
  expect((await mirror.listFiles(await apply(...many))).length).toBe(153);
  await expect(apply(...many, 'src/A.js')).rejects.toThrow('differ only');
});

test('.git and .gitmodules are known in every disguise, also as where a link leads', () => {
  for (const name of [
    '.git',
    '.GIT',
    'git~1',
    'GIT~1',
    '.g\u200cit',
    '.git.',
    '.git ',
    '.git . ',
    '.git:x',
    '.git\ufeff',
  ]) {
    expect([name, isGitFolder(name)]).toEqual([name, true]);
    expect(leadsOut('a/link', `../${name}/hooks`)).toBe(true);
  }
  for (const name of ['.gitignore', 'git', '.github', 'git~2', 'a.git']) expect(isGitFolder(name)).toBe(false);
  for (const name of ['.gitmodules', 'GI7EBA~1', 'gitmod~4']) expect(isModulesFile(name)).toBe(true);
});
