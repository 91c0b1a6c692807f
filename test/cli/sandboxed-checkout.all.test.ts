import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkoutMirror } from '../../src/cli/checkout-mirror.ts';
import { verifyLocally } from '../../src/cli/local-verification.ts';
import { connectDocker } from '../../src/sandbox/connect.ts';
import { LABELS } from '../../src/sandbox/container.ts';
import { readSettings } from '../../src/settings.ts';
import { checkedBy, Checkout } from './checkout.ts';

let checkout: Checkout;
/** What other runs on this engine have, or have left. */
let others: Set<string>;
beforeEach(async () => {
  others = new Set(await localRuns());
});
afterEach(() => checkout.remove());

const verified = (base: string | null = null, signal = new AbortController().signal) =>
  verifyLocally({ dir: checkout.dir, scope: 'all', base, sandbox: true, signal, onProgress: () => {} });

const leftovers = async () => (await localRuns()).filter((run) => !others.has(run));

/** Runs of the containers and volumes of local verifications, which are named `checkout-…`. */
async function localRuns(): Promise<string[]> {
  const docker = connectDocker(readSettings().sandbox.dockerHost);
  const containers = await docker.listContainers({ all: true });
  const { Volumes } = await docker.listVolumes();
  return [...containers.map((it) => it.Labels), ...Volumes.map((it) => it.Labels ?? {})]
    .map((labels) => labels[LABELS.run] ?? '')
    .filter((run) => run.startsWith('checkout-'));
}

describe('a checkout as git objects', () => {
  test('has its files as they are, not those that git ignores, and leaves no trace in it', async () => {
    checkout = await Checkout.make({
      '.gitignore': 'out\n',
      a: 'a\n',
      gone: '',
      '.gitattributes': '* text eol=crlf\n',
    });
    await checkout.write('a', 'changed\n');
    await checkout.write('new/b.sh', '#!/bin/sh\n');
    await checkout.write('out/c', 'ignored\n');
    await chmod(join(checkout.dir, 'new/b.sh'), 0o755);
    await symlink('a', join(checkout.dir, 'link'));
    checkout.git('rm', '-q', '--cached', 'gone');
    await checkout.write('staged', '');
    checkout.git('add', 'staged');
    const before = [checkout.git('status', '--porcelain'), checkout.git('count-objects')];
    const it = await checkoutMirror(checkout.dir, 'HEAD');
    try {
      const paths = ['.gitattributes', '.gitignore', 'a', 'gone', 'new/b.sh', 'staged'];
      expect(await it.mirror.listFiles(it.tree)).toEqual(paths);
      expect([...(await it.mirror.listLinks(it.tree))]).toEqual([['link', 'a']]);
      expect((await it.mirror.readFile(it.tree, 'a'))?.toString()).toBe('changed\n');
      expect(await it.mirror.listFiles(it.base as string)).toEqual(['.gitattributes', '.gitignore', 'a', 'gone']);
      const changes = await it.mirror.changes(it.base as string, it.tree);
      expect(changes.map(({ path, newMode }) => `${newMode} ${path}`)).toEqual([
        '100644 a',
        '120000 link',
        '100755 new/b.sh',
        '100644 staged',
      ]);
    } finally {
      await it.close();
    }
    expect([checkout.git('status', '--porcelain'), checkout.git('count-objects')]).toEqual(before);
  });

  test('of a folder below the root, and without a commit', async () => {
    checkout = await Checkout.make({ 'sub/a': '', other: '' });
    await checkout.write('sub/b', '');
    const sub = await checkoutMirror(join(checkout.dir, 'sub'), 'HEAD');
    expect(await sub.mirror.listFiles(sub.tree)).toEqual(['a', 'b']);
    expect(await sub.mirror.listFiles(sub.base as string)).toEqual(['a']);
    await sub.close();
    const none = await checkoutMirror(checkout.dir, null);
    expect(none.base).toBeNull();
    await none.close();
  });
});

describe('fettle verify --sandbox', () => {
  test('runs on a copy without network, compares with the last commit, and leaves nothing', async () => {
    const checks = `verifiers:
  - { name: inside, run: 'test "$PWD" = /workspace && test -e new && touch made' }
  - { name: old, run: 'echo "old.c:1:1: error: old"; exit 1' }
  - { name: broken, run: 'if test -e new; then echo "new.c:1:1: error: new"; exit 1; fi' }
`;
    checkout = await Checkout.make({ '.github/fettle.yml': checks });
    await checkout.write('new', '');
    const { reports, passed, ranOn, notes } = await verified();
    expect(Object.fromEntries(reports.map(({ check, result }) => [check, result]))).toEqual({
      'custom:inside': 'passed',
      'custom:old': 'pre_existing',
      'custom:broken': 'failed',
    });
    expect({ passed, ranOn, notes }).toEqual({ passed: false, ranOn: 'sandbox', notes: [] });
    expect(checkout.git('status', '--porcelain')).toBe('?? new');
    expect(await leftovers()).toEqual([]);
  });

  test('the checkout names its checks, also ones that are not committed; that it changed them is noted', async () => {
    checkout = await Checkout.make({ a: '' });
    await checkout.write('.github/fettle.yml', checkedBy('true')['.github/fettle.yml'] ?? '');
    const { reports, notes } = await verified();
    expect(reports).toMatchObject([{ check: 'custom:ok', result: 'passed' }]);
    expect(notes).toEqual([expect.stringMatching(/decide.*\.github\/fettle\.yml/)]);
  });

  test('an image that is not allowed here is named, and nothing is run in another one', async () => {
    checkout = await Checkout.make({ '.github/fettle.yml': 'image: acme/jdk:21\n' });
    await expect(verified()).rejects.toThrow('asks for the sandbox image acme/jdk:21, which is not allowed here');
    expect(await leftovers()).toEqual([]);
  });

  test('with a base it is compared with that', async () => {
    checkout = await Checkout.make(checkedBy('test ! -e bug'));
    checkout.git('branch', 'before');
    await checkout.write('bug', '');
    checkout.commit('a bug');
    expect((await verified()).reports).toMatchObject([{ result: 'pre_existing' }]);
    expect((await verified('before')).reports).toMatchObject([{ result: 'failed', baseline: 'green' }]);
  });

  test('cancelled in the middle of a check, it leaves nothing', async () => {
    checkout = await Checkout.make(checkedBy('sleep 300'));
    const cancel = new AbortController();
    const run = verifyLocally({
      dir: checkout.dir,
      scope: 'all',
      base: null,
      sandbox: true,
      signal: cancel.signal,
      onProgress: (event) => event.kind === 'check_started' && setTimeout(() => cancel.abort(), 300),
    });
    await expect(run).rejects.toThrow();
    expect(await leftovers()).toEqual([]);
  });
});
