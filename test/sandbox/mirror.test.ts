import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import tar from 'tar-stream';
import { UserError } from '../../src/errors.ts';
import { gitMirrors } from '../../src/sandbox/mirror.ts';
import type { Mirror } from '../../src/sandbox/types.ts';
import { commitFiles, gitIn, makeRepository, openMirror, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let repository: string;
let mirror: Mirror;

beforeAll(async () => {
  repository = makeRepository(`${folder.path}/shop`, {
    '.gitattributes': 'test/** export-ignore\nsecret.js -diff\nversion export-subst\n',
    'src/a.js': 'one\ntwo\nthree\n',
    'secret.js': 'shown\n',
    'test/a.test.js': 'test\n',
    version: '$Format:%H$\n',
    link: { link: 'src/a.js' },
    'run.sh': { run: 'true\n' },
  });
  mirror = await openMirror(folder.path, repository);
});

afterAll(() => folder.remove());

const author = { name: 'Fettle', email: 'fettle@example.com' };

function newFile(path: string, mode: string, content: string): Buffer {
  return Buffer.from(
    `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${content}\n\\ No newline at end of file\n`,
  );
}

/** A change made on the host by an honest author, as a patch. */
function patchOf(path: string, from: string, to: string): Buffer {
  return Buffer.from(
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,3 +1,3 @@\n one\n-${from}\n+${to}\n three\n`,
  );
}

describe('a mirror', () => {
  test('knows branches, tags and commits, and says null for others', async () => {
    const head = gitIn(repository, 'rev-parse', 'HEAD');
    gitIn(repository, 'tag', 'v1');
    await mirror.fetch();
    for (const ref of ['main', 'refs/heads/main', 'v1', 'HEAD', head]) expect(await mirror.resolve(ref)).toBe(head);
    for (const ref of ['nope', '--all', 'main~1', '', '0'.repeat(40)]) expect(await mirror.resolve(ref)).toBeNull();
  });

  test('lists and reads regular files only', async () => {
    expect(await mirror.listFiles('refs/heads/main')).toEqual([
      '.gitattributes',
      'run.sh',
      'secret.js',
      'src/a.js',
      'test/a.test.js',
      'version',
    ]);
    expect([...(await mirror.listLinks('refs/heads/main'))]).toEqual([['link', 'src/a.js']]);
    expect((await mirror.readFile('refs/heads/main', 'src/a.js'))?.toString()).toBe('one\ntwo\nthree\n');
    for (const path of ['link', 'src', 'src/none.js', '../shop/src/a.js', '*'])
      expect(await mirror.readFile('refs/heads/main', path)).toBeNull();
  });

  test('archives everything, whatever the tree says about itself', async () => {
    const found: Record<string, string> = {};
    const extract = mirror.archive('refs/heads/main').pipe(tar.extract());
    for await (const entry of extract) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      if (entry.header.type === 'file') {
        found[entry.header.name] = `${entry.header.mode?.toString(8)} ${Buffer.concat(chunks).toString()}`;
      }
    }
    expect(found).toMatchObject({
      'test/a.test.js': '644 test\n',
      version: '644 $Format:%H$\n',
      'run.sh': '755 true\n',
    });
  });

  test('applies a patch, shows it, and makes the same commit twice', async () => {
    const tree = await mirror.apply('refs/heads/main', patchOf('src/a.js', 'two', 'TWO'));
    expect(await mirror.diff('refs/heads/main', tree)).toBe(
      (await mirror.patch('refs/heads/main', tree))
        .toString()
        .replace(/^index .*$/m, (line) => line.replaceAll(/([0-9a-f]{7})[0-9a-f]{33}/g, '$1')),
    );
    expect(await mirror.apply('refs/heads/main', await mirror.patch('refs/heads/main', tree))).toBe(tree);
    const parent = (await mirror.resolve('main')) as string;
    const spec = { tree, parents: [parent], message: 'Fix it\n\nCloses #1\n', author, at: new Date(1_700_000_000_000) };
    expect(await mirror.commit(spec)).toBe(await mirror.commit(spec));
    expect(await mirror.isAncestor(parent, await mirror.commit(spec))).toBe(true);
    expect(await mirror.isAncestor(await mirror.commit(spec), parent)).toBe(false);
  });

  test('puts some paths of a change on another tree, as the change has them', async () => {
    const base = (await mirror.resolve('main')) ?? '';
    const patch = Buffer.concat([
      newFile('test/new.test.js', '100755', 'new'),
      patchOf('src/a.js', 'two', 'zwei'),
      Buffer.from(
        'diff --git a/test/a.test.js b/test/a.test.js\ndeleted file mode 100644\n--- a/test/a.test.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-test\n',
      ),
    ]);
    const changes = await mirror.changes(base, await mirror.apply(base, patch));
    const grafted = await mirror.graft(
      base,
      changes.filter(({ path }) => path.startsWith('test/')),
    );
    const put = await mirror.changes(base, grafted);
    expect(put.map(({ path, status, newMode }) => `${status} ${newMode} ${path}`)).toEqual([
      'deleted 000000 test/a.test.js',
      'added 100755 test/new.test.js',
    ]);
    expect(await mirror.graft(base, [])).toBe(await mirror.treeOf(base));
    expect(readdirSync(mirror.path).filter((name) => name.startsWith('fettle-index'))).toEqual([]);
  });

  test('shows what the tree wants hidden from a diff', async () => {
    const tree = await mirror.apply(
      'refs/heads/main',
      Buffer.from(
        'diff --git a/secret.js b/secret.js\n--- a/secret.js\n+++ b/secret.js\n@@ -1 +1 @@\n-shown\n+evil()\n',
      ),
    );
    expect(await mirror.diff('refs/heads/main', tree)).toContain('+evil()');
  });

  test.each([
    ['above the root', newFile('../x', '100644', 'x')],
    ['an absolute path', newFile('/tmp/x', '100644', 'x')],
    ['into .git', newFile('.git/hooks/pre-push', '100755', 'x')],
    ['into .git by another case', newFile('sub/.GIT/config', '100644', 'x')],
    ['into .git by an invisible character', newFile('.g\u200cit/config', '100644', 'x')],
    ['into .git by its short Windows name', newFile('git~1/config', '100644', 'x')],
    ['below a link', newFile('link/x', '100644', 'x')],
    ['a submodule', newFile('vendor', '160000', `Subproject commit ${'1'.repeat(40)}`)],
    ['.gitmodules', newFile('.gitmodules', '100644', '[submodule "x"]')],
    ['a link to an absolute path', newFile('l', '120000', '/etc/passwd')],
    ['a link above the root', newFile('src/l', '120000', '../../x')],
    ['a link that goes up behind a name, which may be a link', newFile('src/l', '120000', 'd/../../x')],
    ['a link into .git', newFile('l', '120000', '.git/config')],
    ['something that does not apply', patchOf('src/a.js', 'seven', 'eight')],
    ['no patch at all', Buffer.from('hello\n')],
  ])('refuses a patch with %s', async (_what, patch) => {
    await expect(mirror.apply('refs/heads/main', patch)).rejects.toThrow(UserError);
  });

  test('accepts a link that stays inside', async () => {
    const tree = await mirror.apply('refs/heads/main', newFile('src/l', '120000', '../run.sh'));
    expect((await mirror.changes('refs/heads/main', tree)).map((it) => [it.path, it.newMode])).toEqual([
      ['src/l', '120000'],
    ]);
  });

  test('merges without a work tree, and names the files in conflict', async () => {
    const base = (await mirror.resolve('main')) as string;
    const change = async (patch: Buffer) =>
      mirror.commit({ tree: await mirror.apply(base, patch), parents: [base], message: 'x', author, at: new Date(0) });
    const [ours, theirs, other] = await Promise.all([
      change(patchOf('src/a.js', 'two', 'ours')),
      change(patchOf('src/a.js', 'two', 'theirs')),
      change(newFile('b.js', '100644', 'b')),
    ]);

    expect(await mirror.merge(ours, theirs)).toMatchObject({ status: 'conflict', paths: ['src/a.js'] });
    const merged = await mirror.merge(ours, other);
    expect(merged.status).toBe('merged');
    expect(await mirror.listFiles(merged.tree)).toEqual(expect.arrayContaining(['b.js', 'src/a.js']));
  });

  test('runs nothing of a local clone it reads, and no configuration of this machine', async () => {
    commitFiles(repository, { 'c.js': 'c\n' }, 'more');
    gitIn(repository, 'config', 'core.fsmonitor', `touch ${folder.path}/ran`);
    gitIn(repository, 'config', 'uploadpack.packObjectsHook', `touch ${folder.path}/ran`);
    await mirror.fetch();
    expect(await mirror.listFiles('refs/heads/main')).toContain('c.js');
    expect(existsSync(`${folder.path}/ran`)).toBe(false);
    gitIn(repository, 'config', '--unset', 'core.fsmonitor');
  });

  test('is shared by those who ask at the same time, and follows the server', async () => {
    const mirrors = gitMirrors(`${folder.path}/many`);
    const source = { url: repository, token: async () => null };
    const opened = await Promise.all([1, 2, 3, 4].map(() => mirrors.open('Acme/Shop', source)));
    expect(new Set(opened.map((it) => it.path)).size).toBe(1);
    const commit = commitFiles(repository, { 'd.js': 'd\n' }, 'even more');
    await Promise.all(opened.map((it) => it.fetch()));
    expect(await opened[0]?.resolve('main')).toBe(commit);
  });

  test('is not made for a name or an address that is none', async () => {
    const mirrors = gitMirrors(`${folder.path}/bad`);
    const source = (url: string) => ({ url, token: async () => null });
    await expect(mirrors.open('../../etc', source(repository))).rejects.toThrow(UserError);
    await expect(mirrors.open('a/b', source('ext::sh -c touch% x'))).rejects.toThrow(UserError);
    await expect(mirrors.open('a/b', source(`${folder.path}/nowhere`))).rejects.toThrow('is not a git repository');
  });
});

describe('a push', () => {
  test('moves the branch only from where it was seen', async () => {
    const server = `${folder.path}/server.git`;
    gitIn(folder.path, 'clone', '--quiet', '--bare', repository, server);
    const at = await openMirror(`${folder.path}/push`, server);
    const base = (await at.resolve('main')) as string;
    const commit = (message: string, parents = [base]) =>
      at.treeOf(base).then((tree) => at.commit({ tree, parents, message, author, at: new Date(0) }));
    const [first, second, foreign] = [await commit('1'), await commit('2'), await commit('foreign')];
    const branchAt = () => gitIn(server, 'rev-parse', '--verify', '--quiet', 'refs/heads/fettle/1-x');

    expect(await at.push('fettle/1-x', first, null)).toEqual({ status: 'pushed' });
    expect(await at.push('fettle/1-x', first, null)).toEqual({ status: 'pushed' });
    expect(await at.push('fettle/1-x', second, null)).toEqual({ status: 'moved', actual: first });
    expect(await at.push('fettle/1-x', second, foreign)).toEqual({ status: 'moved', actual: first });
    expect(branchAt()).toBe(first);
    expect(await at.push('fettle/1-x', second, first)).toEqual({ status: 'pushed' });
    expect(branchAt()).toBe(second);

    gitIn(server, 'update-ref', '-d', 'refs/heads/fettle/1-x');
    expect(await at.push('fettle/1-x', first, second)).toEqual({ status: 'moved', actual: null });
  });

  test('that the server refuses says why', async () => {
    const server = `${folder.path}/strict.git`;
    gitIn(folder.path, 'clone', '--quiet', '--bare', repository, server);
    writeFileSync(`${server}/hooks/pre-receive`, '#!/bin/sh\necho "GH006: Protected branch"; exit 1\n', {
      mode: 0o755,
    });
    const at = await openMirror(`${folder.path}/strict`, server);
    const commit = await at.commit({
      tree: await at.treeOf('refs/heads/main'),
      parents: [(await at.resolve('main')) as string],
      message: 'x',
      author,
      at: new Date(0),
    });
    const result = await at.push('fettle/2-y', commit, null);
    expect(result).toMatchObject({ status: 'refused', message: expect.stringContaining('GH006: Protected branch') });
    expect(readFileSync(`${at.path}/config`, 'utf8')).not.toContain('url');
  });
});
