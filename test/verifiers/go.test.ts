import { describe, expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { go } from '../../src/verifiers/go/index.ts';
import { parseGoMod, parseGoWork } from '../../src/verifiers/go/mod.ts';
import type { Check, Failure } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree) => go.plan(filesOf(tree));
const ids = async (tree: Tree) => (await plan(tree)).checks.map((check) => check.id);
const mod = (path: string, ...lines: string[]): string => [`module ${path}`, 'go 1.19', ...lines].join('\n');
const OTHER = 'require example.com/other v1.0.0';

describe('go.mod', () => {
  test('is read in lines and blocks, with comments and quotes', () => {
    const text = [
      'module "example.com/a" // the one',
      'go 1.22.1',
      'toolchain go1.22.3',
      'require (',
      '  example.com/b v1 // indirect',
      '  example.com/c v2',
      ')',
      'replace example.com/b v1 => ../b',
      'replace (',
      '  example.com/c => example.com/d v3',
      ')',
    ].join('\n');
    expect(parseGoMod(text)).toEqual({
      path: 'example.com/a',
      go: '1.22.1',
      toolchain: '1.22.3',
      requires: ['example.com/b', 'example.com/c'],
      replaced: ['../b'],
      local: ['example.com/b'],
    });
    expect(parseGoWork('go 1.22\nuse ./a\nuse (\n\t./b\n)\n')).toEqual({ go: '1.22', uses: ['./a', './b'] });
  });
});

describe('which checks', () => {
  test('the formatter first, the tests last; a linter where it is configured', async () => {
    expect(await ids({ 'go.mod': mod('a') })).toEqual(['go:fmt', 'go:vet', 'go:build', 'go:test']);
    const linted = { 'svc/go.mod': mod('a'), 'svc/inner/go.mod': mod('b'), 'svc/.golangci.yml': '' };
    expect((await ids(linted)).filter((id) => id.startsWith('go:lint'))).toEqual(['go:lint svc', 'go:lint svc/inner']);
    expect((await ids({ ...linted, 'x/go.mod': mod('x') })).filter((id) => id === 'go:lint x')).toEqual([]);
  });
  test('the formatter leaves out modules inside of its own', async () => {
    const { checks } = await plan({ 'svc/go.mod': mod('a'), 'svc/tools/go.mod': mod('b') });
    expect(checks[0]?.argv.slice(-2)).toEqual(['./tools', ')']);
  });
  test('modules use those that stand in for required ones, and those of their workspace', async () => {
    const { uses } = await plan({
      'go.work': 'use (\n ./a\n ./b\n)',
      'a/go.mod': mod('example.com/a', 'require example.com/b v1'),
      'b/go.mod': mod('example.com/b'),
      'c/go.mod': mod('example.com/c', 'require example.com/b v1', 'replace example.com/b => ../b'),
      'd/go.mod': mod('example.com/d', 'require example.com/b v1'),
    });
    expect(uses).toEqual([
      { component: 'a', uses: ['b'] },
      { component: 'c', uses: ['b'] },
    ]);
  });
  test('test material is no module; a go.mod without a module is said', async () => {
    const { checks, unsupported } = await plan({ 'testdata/x/go.mod': mod('x'), 'go.mod': 'go 1.19' });
    expect(checks).toEqual([]);
    expect(unsupported).toMatchObject([{ component: '', summary: expect.stringContaining('go.mod names no module') }]);
  });
});

describe('toolchain', () => {
  test.each([
    [{ 'go.mod': 'module a\ngo 1.22' }, '1.22', '>=1.22', 'go.mod'],
    [{ 'go.mod': 'module a\ngo 1.21\ntoolchain go1.22.3' }, '1.22.3', '>=1.22.3', 'go.mod'],
    [{ 'go.mod': 'module a', '.go-version': '1.20' }, '1.20', '>=1.20', '.go-version'],
    [{ 'go.mod': 'module a', '.tool-versions': 'golang 1.20.4' }, '1.20.4', '>=1.20.4', '.tool-versions'],
  ])('%j', async (tree: Tree, wanted, range, from) => {
    expect((await plan(tree)).checks[3]?.needs).toMatchObject([{ tool: 'Go', wanted, range, from }]);
  });
  test('nothing is asked for', async () => {
    expect((await plan({ 'go.mod': 'module a' })).checks[0]?.needs).toBeUndefined();
  });
});

describe('installs', () => {
  test.each<[string, Tree]>([
    ['without a requirement', { 'go.mod': mod('a') }],
    ['vendored', { 'go.mod': mod('a', OTHER), 'vendor/modules.txt': '' }],
    [
      'replaced by a folder',
      { 'go.mod': mod('a', OTHER, 'replace example.com/other => ./other'), 'other/go.mod': mod('example.com/other') },
    ],
    [
      'of one workspace',
      {
        'go.work': 'use ./a\nuse ./b',
        'a/go.mod': mod('example.com/a', 'require example.com/b v1'),
        'b/go.mod': mod('example.com/b'),
      },
    ],
  ])('none: %s', async (_name, tree) => expect((await plan(tree)).installs).toEqual([]));

  test('go.mod and go.sum are seen, also of modules that stand in, and no code', async () => {
    const { installs } = await go.plan(
      filesOf({
        'a/go.mod': mod('a', OTHER, 'require example.com/b v1', 'replace example.com/b => ../b'),
        'a/go.sum': 'x',
        'a/main.go': 'package main',
        'b/go.mod': mod('example.com/b'),
      }),
      readRepoConfig('install: { hosts: [git.example.com] }'),
    );
    expect(installs).toMatchObject([
      { cwd: 'a', argv: ['go', 'mod', 'download'], hosts: ['git.example.com'], outputs: ['.fettle-deps/go'] },
    ]);
    expect([...(installs[0]?.files.keys() ?? [])]).toEqual(['a/go.mod', 'a/go.sum', 'b/go.mod']);
  });
});

test('what configures a check: the linter and the workspace, not the dependencies', async () => {
  const tree = { 'go.mod': mod('a'), 'go.work': 'use .', '.golangci.yml': '', 'main.go': '' };
  const { gateFiles } = await plan(tree);
  expect(gateFiles.map(({ path, part }) => [path, part])).toEqual([
    ['go.work', 'use'],
    ['.golangci.yml', null],
  ]);
  expect((await plan({ ...tree, 'go.mod': mod('a', OTHER), 'go.work': 'go 1.22\nuse (\n.\n)' })).gateFiles).toEqual(
    gateFiles,
  );
});

describe('tests by name', () => {
  const check = async (): Promise<Check> => {
    const found = (await plan({ 'go.mod': mod('a') })).checks.find((it) => it.phase === 'test');
    if (found === undefined) throw new Error('no test check');
    return found;
  };
  const failure = (name?: string): Failure => ({ key: 'k', text: 't', ...(name === undefined ? {} : { test: name }) });
  test('failing ones are run again, subtests with their test', async () => {
    const narrowed = go.narrow?.(await check(), [failure('TestB/x y'), failure('TestA'), failure('TestB')]);
    expect(narrowed?.argv.slice(-2)).toEqual(['-run', '^(TestA|TestB)$']);
    expect(go.narrow?.(await check(), [failure('TestA'), failure()])).toBeNull();
  });
  test('those of some files are those of their packages', async () => {
    const its = go.onlyFiles?.(await check(), ['a_test.go', 'cart/b_test.go', 'cart/c_test.go']);
    expect(its?.command).toBe('go test -vet=off -v . ./cart');
    expect(go.onlyFiles?.(await check(), ['cart/testdata/a.txt'])).toBeNull();
  });
  test('are listed with their packages, without benchmarks', async () => {
    const output =
      'TestA\nBenchmarkA\nok  \texample.com/a\t0.002s\n?   \texample.com/c\t[no test files]\nTestA\nExampleB\nFuzzC\nok  \texample.com/b\t0.1s\n';
    expect(go.collected?.(await check(), output)).toEqual([
      'example.com/a.TestA',
      'example.com/b.TestA',
      'example.com/b.ExampleB',
      'example.com/b.FuzzC',
    ]);
    expect(go.collected?.(await check(), 'no Go here')).toBeNull();
  });
});
