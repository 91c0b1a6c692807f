import { describe, expect, test } from '@jest/globals';
import { batsNames, narrowBats } from '../../src/verifiers/shell/bats.ts';
import { shell } from '../../src/verifiers/shell/index.ts';
import { filesOf, type Tree, verifyTrees } from './trees.ts';

const plan = (tree: Tree) => shell.plan(filesOf(tree));
const checksOf = async (tree: Tree) => (await plan(tree)).checks;
const argv = async (tree: Tree) => (await checksOf(tree)).map((check) => check.argv.slice(4));

const BATS: Tree = { 'test/a.bats': '@test "a" {\n  true\n}\n' };
const SHELLCHECK: Tree = { '.shellcheckrc': '' };

describe('which scripts', () => {
  test('are found by their ending or their first line, and not in copies', async () => {
    const [check] = await checksOf({
      ...SHELLCHECK,
      'a.sh': '',
      'bin/run': '#!/usr/bin/env bash\n',
      'bin/tool': '#!/usr/bin/env node\n',
      'scripts/old': '#!/bin/zsh\n',
      'vendor/b.sh': '',
      'docs/LICENSE': '#!/bin/sh\n',
    });
    expect(check).toMatchObject({ id: 'shell:shellcheck', phase: 'static', component: '' });
    expect(check?.when).toEqual(['**/*.sh', '**/*.bash', '**/.shellcheckrc', 'bin/run']);
  });
  test('a repository without any gets no check', async () => {
    expect(await checksOf({ ...SHELLCHECK, 'vendor/b.sh': '', 'bin/x': '\0' })).toEqual([]);
  });
  test('a large tree is not read', async () => {
    const tree: Tree = { ...SHELLCHECK, 'a.sh': '' };
    for (let at = 0; at < 50_000; at += 1) tree[`data/${at}`] = 'x';
    let read = 0;
    const files = { ...filesOf(tree), read: async (path: string) => ((read += 1), tree[path] ?? null) };
    await shell.plan(files);
    expect(read).toBeLessThan(10);
  });
});

describe('ShellCheck', () => {
  test.each([
    ['.shellcheckrc', 'disable=SC2086\n'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: shellcheck a.sh\n'],
    ['Makefile', 'lint:\n\tshellcheck *.sh\n'],
    ['scripts/lint.sh', 'shellcheck "$@"\n'],
  ])('is run where %s says so', async (path, text) => {
    expect((await checksOf({ 'a.sh': '', [path]: text })).map((check) => check.id)).toEqual(['shell:shellcheck']);
  });
  test.each([
    ['a directive', '# shellcheck disable=SC2034\nA=1 # shellcheck disable=SC2086\n'],
    ['a comment', '# run shellcheck some day\n'],
  ])('is not run for %s alone', async (_what, text) => {
    expect(await checksOf({ 'a.sh': text })).toEqual([]);
  });
  test('is not imposed: before tests alone the syntax is looked at, without tests nothing', async () => {
    expect((await checksOf({ 'a.sh': '', ...BATS })).map((check) => check.id)).toEqual(['shell:syntax', 'shell:bats']);
    expect(await checksOf({ 'a.sh': '' })).toEqual([]);
  });
  test('is held to no more than CI does: the mildest severity, all exclusions', async () => {
    expect(
      await argv({
        'a.sh': '',
        Makefile: 'lint:\n\tshellcheck -x --severity=error -e SC2086,SC1091 a.sh\n',
        '.github/workflows/ci.yml':
          'steps:\n- uses: ludeeus/action-shellcheck@2\n  with:\n    severity: warning\n  env:\n    SHELLCHECK_OPTS: -e SC2001\n',
      }),
    ).toEqual([['--severity=error', '--exclude=SC1091,SC2001,SC2086', '--external-sources']]);
    expect(
      await argv({
        'a.sh': '',
        '.pre-commit-config.yaml':
          'repos:\n- repo: x\n  hooks:\n  - id: shellcheck\n    args: [--severity=warning, "-x"]\n',
      }),
    ).toEqual([['--severity=warning', '--external-sources']]);
  });
  test('its settings, and what Bats loads first, are fixed from base', async () => {
    const { gateFiles } = await plan({
      '.shellcheckrc': '',
      'test/a.bats': '',
      'test/test_helper.bash': '',
      'test/setup_suite.bash': '',
      'lib/x.bash': '',
    });
    expect(gateFiles.map((file) => file.path)).toEqual([
      '.shellcheckrc',
      'test/setup_suite.bash',
      'test/test_helper.bash',
    ]);
  });
});

describe('Bats', () => {
  test('runs in the folder above the tests, each folder once', async () => {
    const checks = await checksOf({
      'test/a.bats': '',
      'test/unit/b.bats': '',
      'tools/x/tests/c.bats': '',
      'd/e.bats': '',
    });
    expect(checks.map(({ id, cwd, argv: its }) => [id, cwd, its.slice(1)])).toEqual([
      ['shell:bats d', 'd', ['--tap', '--recursive', '.']],
      ['shell:bats', '', ['--tap', '--recursive', 'test']],
      ['shell:bats tools/x', 'tools/x', ['--tap', '--recursive', 'tests']],
    ]);
  });
  test('names of tests are read from their lines, and selected again by them', async () => {
    expect(batsNames(`@test "adds (1+1)" {\n  @test 'it''s' {\n@test plain {\nnoise\n`)).toEqual([
      'adds (1+1)',
      "it''s",
      'plain',
    ]);
    const [check] = await checksOf({ 'test/a.bats': '' });
    const failed = (name?: string) => ({ key: '', text: '', ...(name === undefined ? {} : { test: name }) });
    expect(narrowBats(check as never, [failed('adds (1+1)'), failed('b')])?.argv.slice(4)).toEqual([
      '--filter',
      '^(adds \\(1\\+1\\)|b)$',
    ]);
    expect(narrowBats(check as never, [failed('setup_file failed')])).toBeNull();
    expect(narrowBats(check as never, [failed()])).toBeNull();
  });
});

test('a syntax error is red with its file and line, and green on base', async () => {
  const base = {
    'bin/run': '#!/bin/sh\necho hi\n',
    'b.sh': 'echo b\n',
    'z.sh': '#!/bin/zsh\nfoo() if true {\n',
    ...BATS,
  };
  const { reports } = await verifyTrees(base, { ...base, 'lib/new.sh': 'if true; then\n echo hi\n' });
  expect(reports).toMatchObject([
    { check: 'shell:syntax', result: 'failed', baseline: 'green', failures: [{ file: 'lib/new.sh', line: 3 }] },
    { check: 'shell:bats', result: 'could_not_run', reason: 'not_reached' },
  ]);
});
