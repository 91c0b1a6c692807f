import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import type { Mirror, Sandbox } from '../../src/sandbox/types.ts';
import { commitFiles, type File, gitIn, makeRepository, openMirror, ownSandboxes, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const box = ownSandboxes();
const BINARY = Buffer.from([0, 1, 2, 255, 254, 10, 13, 0]);
let mirror: Mirror;
let repository: string;

/** Everything that git could be made to rewrite, hide or forget. */
const TREE: Record<string, File> = {
  '.gitignore': 'dist/\n*.log\n',
  '.gitattributes': '*.txt text eol=crlf\nhidden/** export-ignore\n*.id ident\n*.js -diff\n',
  'a.js': 'one\n',
  'windows.txt': 'crlf\r\n',
  'unix.txt': 'lf\n',
  'stamp.id': '$Id$\n',
  'hidden/test.js': 'test\n',
  'dist/kept.js': 'tracked although ignored\n',
  'run.sh': { run: '#!/bin/sh\n' },
  link: { link: 'a.js' },
  'gone.js': 'gone\n',
  'picture.png': BINARY,
  'naïve "name"\t.js': 'odd\n',
};

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  repository = makeRepository(`${folder.path}/shop`, TREE);
  mirror = await openMirror(folder.path, repository);
}, 300_000);

afterAll(async () => {
  await box.clear();
  folder.remove();
});

async function inSandbox<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const tree = () => mirror.archive('refs/heads/main');
  const sandbox = await box.sandboxes.open({ runId: 'run', purpose: 'agent', tree, layers: [] });
  try {
    return await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

const bash = (script: string) => ({ argv: ['bash', '-euc', script], timeoutMs: 30_000 });

describe('a patch', () => {
  test('is empty when nothing changed, and the base is exactly the tree', async () => {
    await inSandbox(async (sandbox) => {
      const base = await sandbox.run(bash('git rev-parse "HEAD^{tree}"; git status --porcelain'));
      expect(base.output.trim()).toBe(await mirror.treeOf('refs/heads/main'));
      expect((await sandbox.patch()).length).toBe(0);
      expect(await mirror.apply('refs/heads/main', Buffer.alloc(0))).toBe(await mirror.treeOf('refs/heads/main'));
    });
  });

  test('carries text, binary, deletions, modes and links to the same tree outside', async () => {
    const patch = await inSandbox(async (sandbox) => {
      await sandbox.run(
        bash(`echo two >> a.js; rm gone.js; chmod -x run.sh; chmod +x a.js; ln -sf windows.txt link; printf 'x\\r\\n' >> unix.txt
          head -c 5000 /dev/zero | tr '\\0' '\\377' > picture.png; mkdir -p new/deep; printf '\\0\\1' > new/deep/b.bin; ln -s ../a.js new/l
          echo more >> 'naïve "name"	.js'; echo again >> dist/kept.js; echo noise > dist/new.js; echo noise > x.log`),
      );
      return sandbox.patch();
    });

    const tree = await mirror.apply('refs/heads/main', patch);

    commitFiles(
      repository,
      {
        'a.js': { run: 'one\ntwo\n' },
        'gone.js': null,
        'run.sh': '#!/bin/sh\n',
        link: { link: 'windows.txt' },
        'unix.txt': 'lf\nx\r\n',
        'picture.png': Buffer.alloc(5000, 255),
        'new/deep/b.bin': Buffer.from([0, 1]),
        'new/l': { link: '../a.js' },
        'naïve "name"\t.js': 'odd\nmore\n',
        'dist/kept.js': 'tracked although ignored\nagain\n',
      },
      'the same by hand',
    );
    expect(tree).toBe(gitIn(repository, 'rev-parse', 'HEAD^{tree}'));
    expect(
      (await mirror.changes('refs/heads/main', tree)).map((it) => `${it.status} ${it.newMode} ${it.path}`),
    ).toEqual([
      'modified 100755 a.js',
      'modified 100644 dist/kept.js',
      'deleted 000000 gone.js',
      'modified 120000 link',
      'modified 100644 naïve "name"\t.js',
      'added 100644 new/deep/b.bin',
      'added 120000 new/l',
      'modified 100644 picture.png',
      'modified 100644 run.sh',
      'modified 100644 unix.txt',
    ]);
  });

  test('is not disturbed by what becomes of .git in the workspace, and nothing hostile in it runs outside', async () => {
    const marker = `${folder.path}/hostile-ran`;
    const patch = await inSandbox(async (sandbox) => {
      await sandbox.run(
        bash(`git commit -qam nothing --allow-empty; git config core.fsmonitor 'touch ${marker}; false'; git config diff.external 'touch ${marker}'
          echo '*.js filter=evil' >> .git/info/attributes; git config filter.evil.clean 'touch ${marker}; cat'
          echo fixed > a.js`),
      );
      const first = await sandbox.patch();
      await sandbox.run(bash('rm -rf .git; mkdir .git; echo garbage > .git/HEAD'));
      expect((await sandbox.patch()).equals(first)).toBe(true);
      return first;
    });
    const tree = await mirror.apply('refs/heads/main', patch);
    expect((await mirror.readFile(tree, 'a.js'))?.toString()).toBe('fixed\n');
    expect(existsSync(marker)).toBe(false);
  });

  test('with a nested repository in it is refused outside', async () => {
    const patch = await inSandbox(async (sandbox) => {
      await sandbox.run(
        bash(
          'mkdir vendor; cd vendor; git init -q; echo x > x; git add x; git -c user.name=a -c user.email=a@a commit -qm x',
        ),
      );
      return sandbox.patch();
    });
    await expect(mirror.apply('refs/heads/main', patch)).rejects.toThrow(UserError);
  });

  test.each([
    ['a file that may not be read', 'echo x > x.js; chmod 000 x.js', 'x.js'],
    ['our git folder gone', 'rm -rf /run/fettle/base.git', 'base.git'],
  ])("that can't be made is the agent's to put right: %s", async (_what, script, named) => {
    await inSandbox(async (sandbox) => {
      await sandbox.run(bash(script));
      const error = await sandbox.patch().catch((it: unknown) => it);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toContain(named);
    });
  });

  test('beyond its limit is an error that says so', async () => {
    await inSandbox(async (sandbox) => {
      await sandbox.run(bash('head -c 300000 /dev/urandom > noise.bin'));
      await expect(sandbox.patch(100_000)).rejects.toThrow('The change is larger than');
    });
  });
});
