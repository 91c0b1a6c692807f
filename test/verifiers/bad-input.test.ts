import { describe, expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { planFrom } from '../../src/verifiers/list.ts';
import { filesOf, type Tree, verifyTrees } from './trees.ts';

const plan = (tree: Tree) => planFrom(filesOf(tree), readRepoConfig(null));

/** Manifests that our verifiers go by, each with what usually stands beside it, so that there is something to check. */
const MANIFESTS: Record<string, Tree> = {
  'package.json': { 'a.test.js': '' },
  'pyproject.toml': { 'tests/test_a.py': 'def test_a(): pass\n' },
  'setup.cfg': { 'setup.py': '', 'tests/test_a.py': 'def test_a(): pass\n' },
  'tox.ini': { 'setup.py': '', 'tests/test_a.py': 'def test_a(): pass\n' },
  'Cargo.toml': { 'src/lib.rs': '' },
  'go.mod': { 'a.go': 'package a\n', 'a_test.go': 'package a\n' },
  'pom.xml': { 'src/main/java/A.java': '' },
  'build.gradle': { gradlew: '' },
  'A.csproj': { 'A.cs': '' },
  'A.sln': { 'A.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>' },
  'global.json': { 'A.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>' },
  'composer.json': { 'tests/ATest.php': '', 'phpunit.xml': '<phpunit/>' },
  Gemfile: { 'spec/a_spec.rb': '' },
  'CMakeLists.txt': { 'a.c': '' },
  'meson.build': { 'a.c': '' },
  'Package.swift': { 'Sources/A/A.swift': '' },
  'MODULE.bazel': { 'BUILD.bazel': '' },
  'main.tf': { '.terraform.lock.hcl': '' },
  '.pre-commit-config.yaml': { '.github/workflows/ci.yml': 'run: pre-commit run -a\n' },
};
const GARBAGE: Record<string, string> = {
  empty: '',
  'cut off': '{ "name": "x", [project\n<Project><a',
  'another type': '[]',
  'a number': '42',
  null: 'null',
  binary: '\0\uFFFD\u0001PK\u0003\u0004',
  'wrong types':
    '{"scripts": 3, "workspaces": {"packages": {}}, "dependencies": [], "project": "x", "sdk": [], "require": 1}',
  'deeply nested': '['.repeat(50_000),
};

describe.each(Object.keys(MANIFESTS))('%s that is broken', (name) => {
  test.each(Object.entries(GARBAGE))('%s: is planned or named, never an exception', async (_what, text) => {
    const { checks, unsupported = [] } = await plan({ ...MANIFESTS[name], [name]: text });
    for (const it of unsupported) expect(it.summary).toMatch(/^[^\n]{20,400}$/);
    expect(checks.every(({ argv }) => argv.length > 0)).toBe(true);
  });
});

test.each([
  ['package.json', '{ "name":'],
  ['Cargo.toml', '[package\n'],
  ['pom.xml', '<project><modules>'],
  ['A.csproj', '<Project>'],
  ['composer.json', '{'],
  ['.pre-commit-config.yaml', 'repos: ['],
  ['Package.swift', '{'],
])('%s that can not be read is not passed over: the reader is told its name', async (name, text) => {
  const tree = { ...MANIFESTS[name], [name]: text };
  const { checks, unsupported = [] } = await plan(tree);
  // Either our own sentence, or the tool itself is run and says it.
  const named = unsupported.some(({ summary }) => summary.includes(name));
  expect([named, checks.length > 0]).not.toEqual([false, false]);
});

test('no manifest at all: nothing is checked, and that is said', async () => {
  const { reports, opened } = await verifyTrees({ 'README.md': 'a\n' }, { 'README.md': 'b\n' });
  expect(reports).toMatchObject([{ result: 'could_not_run', reason: 'no_verifier' }]);
  expect(opened).toEqual([]);
});

describe('two lockfiles', () => {
  const MANIFEST = { scripts: { test: 'node --test' }, dependencies: { a: '1.0.0' } };
  const LOCKS: Tree = {
    'package-lock.json': '{"lockfileVersion":3,"packages":{}}',
    'yarn.lock': '# yarn lockfile v1\n',
  };
  test('the one that the manifest names is taken', async () => {
    const {
      checks,
      installs,
      unsupported = [],
    } = await plan({
      'package.json': JSON.stringify({ ...MANIFEST, packageManager: 'npm@11.0.0' }),
      ...LOCKS,
    });
    expect(unsupported).toEqual([]);
    expect(checks).not.toEqual([]);
    expect(installs[0]?.argv[0]).toBe('npm');
  });
  test('without a word of it: one is taken or the doubt is told', async () => {
    const { installs, unsupported = [] } = await plan({ 'package.json': JSON.stringify(MANIFEST), ...LOCKS });
    expect(installs.length + unsupported.length).toBeGreaterThan(0);
  });
});

test('fifty thousand files: no more of them are opened than have a name that matters', async () => {
  const tree: Tree = { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.test.js': '' };
  for (let at = 0; at < 50_000; at += 1) tree[`src/module-${at % 500}/file-${at}.js`] = 'export {};\n';
  let read = 0;
  const files = { ...filesOf(tree), read: async (path: string) => ((read += 1), tree[path] ?? null) };
  const { checks } = await planFrom(files, readRepoConfig(null));
  expect(checks).not.toEqual([]);
  expect(read).toBeLessThan(500);
});
