import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verifyCheckout } from '../../src/verifiers/checkout.ts';
import { changedInCheckout, directoryFiles } from '../../src/verifiers/directory-files.ts';
import { hostSandbox } from '../../src/verifiers/host-sandbox.ts';
import { manifest } from './trees.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fettle-checkout-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), content);
}
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: dir, stdio: 'pipe' });

test('files with git: tracked and untracked, not ignored ones; links are left out', async () => {
  git('init', '-q');
  await write('.gitignore', 'node_modules\nout\n');
  await write('a.js', 'a');
  git('add', '.');
  git('commit', '-qm', 'first');
  await write('b.js', 'b');
  await write('out/c.js', 'c');
  await symlink('/etc/hostname', join(dir, 'link'));
  const files = directoryFiles(dir);
  expect(await files.list()).toEqual(['.gitignore', 'a.js', 'b.js', 'link']);
  expect(await files.read('b.js')).toBe('b');
  await symlink('b.js', join(dir, 'inside'));
  expect(await files.read('link')).toBeNull();
  expect(await files.read('inside')).toBeNull();
  expect(await files.read('out')).toBeNull();
  expect(await files.read('nowhere')).toBeNull();
  await write('a.js', 'changed');
  expect(await changedInCheckout(dir)).toEqual(['a.js', 'b.js', 'inside', 'link']);
});

test('a checkout is verified where it lies, and changed checks are chosen by git', async () => {
  git('init', '-q');
  const scripts = { test: 'node --test' };
  await write('one/package.json', manifest(scripts));
  await write('one/a.test.js', "import test from 'node:test'; test('fine', () => {});\n");
  await write('two/package.json', manifest(scripts));
  await write('two/a.test.js', "import test from 'node:test'; test('broken here', () => { throw new Error('x'); });\n");
  git('add', '.');
  git('commit', '-qm', 'first');
  await write('one/b.js', '1');
  const changed = await verifyCheckout(dir, { scope: 'changed' });
  expect(changed.reports).toMatchObject([{ check: 'npm:test one', result: 'passed' }]);
  const { reports } = await verifyCheckout(dir, { scope: 'all' });
  expect(reports.map(({ check, result }) => `${check} ${result}`)).toEqual([
    'npm:test one passed',
    'npm:test two failed',
  ]);
});

test('without git a folder is read as it is', async () => {
  await write('package.json', manifest({}));
  await write('node_modules/x/index.js', '');
  await write('.github/fettle.yml', 'verifiers: [{ name: ok, run: "true" }]\n');
  expect(await directoryFiles(dir).list()).toEqual(['.github/fettle.yml', 'package.json']);
  const { reports } = await verifyCheckout(dir, { scope: 'changed' });
  expect(reports).toMatchObject([{ check: 'custom:ok', result: 'passed' }]);
});

test('the host: output in order and cut in the middle, exit codes, and a deadline for all that was started', async () => {
  const host = hostSandbox(dir);
  const long = await host.run({
    argv: ['bash', '-c', 'echo start; seq 1 20000; echo end >&2'],
    timeoutMs: 60_000,
    maxOutputBytes: 1000,
  });
  expect(long).toMatchObject({ status: 'exited', exitCode: 0, truncated: true });
  expect(long.output).toMatch(/^start\n[\s\S]*bytes of output cut[\s\S]*end\n$/);
  expect(long.output.length).toBeLessThan(1100);
  expect(await host.run({ argv: ['bash', '-c', 'exit 3'], timeoutMs: 60_000 })).toMatchObject({ exitCode: 3 });
  expect(await host.run({ argv: ['cat'], stdin: Buffer.from('in'), timeoutMs: 60_000 })).toMatchObject({
    output: 'in',
  });
  expect(await host.run({ argv: ['bash', '-c', 'echo $A'], env: { A: 'b' }, timeoutMs: 60_000 })).toMatchObject({
    output: 'b\n',
  });
  const hung = await host.run({ argv: ['bash', '-c', 'sleep 300 & sleep 300'], timeoutMs: 200 });
  expect(hung).toMatchObject({ status: 'timed_out', exitCode: null });
});
