import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { commitFiles, gitIn, makeRepository, openMirror, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const marks = join(folder.path, 'marks');
mkdirSync(marks);
const mark = (name: string) => `touch ${join(marks, name)}`;
const saved = { ...process.env };

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
});
afterAll(() => folder.remove());

/** All that git could be made to run, by a repository's own configuration, its tree, or the environment of whoever starts us. */
function hostileRepository(): string {
  const path = makeRepository(join(folder.path, 'shop'), {
    'a.js': 'one\n',
    'big.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
    '.lfsconfig': `[lfs]\n\turl = ext::${mark('lfsconfig')}\n`,
    '.gitattributes': '*.js filter=evil diff=evil merge=evil\n*.bin filter=lfs\n',
  });
  commitFiles(path, { 'b.js': 'two\n' }, 'second');
  const evil = join(path, 'evil.config');
  writeFileSync(evil, `[core]\n\tfsmonitor = ${mark('include')}\n`);
  const settings: Record<string, string> = {
    'core.fsmonitor': mark('fsmonitor'),
    'core.hooksPath': join(path, '.git/hooks'),
    'core.sshCommand': mark('ssh'),
    'core.gitProxy': mark('proxy'),
    'core.alternateRefsCommand': mark('alternates'),
    'filter.evil.clean': mark('clean'),
    'filter.evil.smudge': mark('smudge'),
    'filter.evil.process': mark('process'),
    'filter.lfs.process': mark('lfs'),
    'diff.external': mark('diff-external'),
    'diff.evil.textconv': mark('textconv'),
    'diff.evil.command': mark('diff-command'),
    'merge.evil.driver': mark('merge'),
    'uploadpack.packObjectsHook': mark('pack-objects'),
    'credential.helper': `!${mark('credential')}`,
    'gpg.program': mark('gpg'),
    'include.path': evil,
  };
  for (const [key, value] of Object.entries(settings)) gitIn(path, 'config', key, value);
  for (const hook of [
    'pre-push',
    'post-checkout',
    'reference-transaction',
    'pre-auto-gc',
    'post-rewrite',
    'pre-receive',
    'update',
    'post-index-change',
    'fsmonitor-watchman',
    'pre-commit',
  ]) {
    const file = join(path, '.git/hooks', hook);
    mkdirSync(join(path, '.git/hooks'), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${mark(`hook-${hook}`)}\n`);
    chmodSync(file, 0o755);
  }
  return path;
}

test('a repository in which everything that git can run is hostile runs nothing on the host', async () => {
  const path = hostileRepository();
  const home = join(folder.path, 'home');
  mkdirSync(home);
  writeFileSync(
    join(home, '.gitconfig'),
    `[core]\n\tfsmonitor = ${mark('global')}\n\thooksPath = ${join(path, '.git/hooks')}\n[diff]\n\texternal = ${mark('global-diff')}\n`,
  );
  Object.assign(process.env, {
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    GIT_EXTERNAL_DIFF: mark('env-diff'),
    GIT_SSH_COMMAND: mark('env-ssh'),
    GIT_ASKPASS: join(home, 'askpass'),
    GIT_PAGER: mark('env-pager'),
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${mark('env-config')}'`,
    GIT_DIR: join(path, '.git'),
    GIT_WORK_TREE: path,
  });
  const mirror = await openMirror(folder.path, path);
  await mirror.fetch();
  const base = (await mirror.resolve('main')) as string;
  const patch = Buffer.from('diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-one\n+ONE\n');
  const tree = await mirror.apply(base, patch);
  expect(await mirror.diff(base, tree)).toContain('+ONE');
  await mirror.patch(base, tree);
  await mirror.changes(base, tree);
  await buffer(mirror.archive(tree));
  const author = { name: 'Fettle', email: 'fettle@example.com' };
  const spec = { message: 'x', author, at: new Date(0), parents: [base] };
  const ours = await mirror.commit({ ...spec, tree });
  const theirs = await mirror.commit({
    ...spec,
    message: 'y',
    tree: await mirror.apply(base, Buffer.from(patch.toString().replace('+ONE', '+two'))),
  });
  expect((await mirror.merge(ours, theirs)).status).toBe('conflict');
  await mirror.isSigned(ours);
  await mirror.readFile(tree, 'big.bin');
  expect(readdirSync(marks)).toEqual([]);
  // The hooks do run where git is used as people use it.
  Object.assign(process.env, { HOME: saved.HOME });
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_CONFIG_PARAMETERS', 'GIT_EXTERNAL_DIFF'])
    delete process.env[name];
  try {
    gitIn(path, 'status');
  } catch {
    // Its exit code depends on what the hooks answer.
  }
  expect(existsSync(join(marks, 'fsmonitor')) || existsSync(join(marks, 'include'))).toBe(true);
});
