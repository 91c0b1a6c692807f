import { describe, expect, test } from '@jest/globals';
import { CONFIG_PATH, readRepoConfig } from '../../src/repo-config.ts';
import { planFrom } from '../../src/verifiers/list.ts';
import { hostsIn } from '../../src/verifiers/javascript/hosts.ts';
import { decidingScripts } from '../../src/verifiers/javascript/scripts.ts';
import type { Plan } from '../../src/verifiers/types.ts';
import { filesOf, manifest, type Tree } from './trees.ts';

const plan = (tree: Tree): Promise<Plan> => planFrom(filesOf(tree), readRepoConfig(tree[CONFIG_PATH] ?? null));
const ids = async (tree: Tree) => (await plan(tree)).checks.map((check) => check.id);

describe('which checks', () => {
  const all = { test: 'jest', build: 'tsc -b', 'type-check': 'tsc', tsc: 'tsc', lint: 'eslint .', start: 'node .' };
  test('lint and type check first, then build, then test; other scripts are none', async () => {
    const { checks } = await plan({ 'package.json': manifest(all) });
    expect(checks.map((check) => check.id)).toEqual(['npm:lint', 'npm:typecheck', 'npm:build', 'npm:test']);
    expect(checks[1]).toMatchObject({ command: 'npm run type-check', argv: ['npm', 'run', 'type-check'], tool: 'tsc' });
  });
  test.each([
    ['what npm init writes', { test: 'echo "Error: no test specified" && exit 1' }],
    ['a linter that rewrites files', { lint: 'eslint --fix .' }],
    ['an empty script', { test: '  ' }],
  ])('%s is no check', async (_name, scripts) => expect(await ids({ 'package.json': manifest(scripts) })).toEqual([]));

  test('workspaces and packages that stand on their own, but no fixtures', async () => {
    const scripts = { test: 'node --test' };
    const found = await ids({
      'package.json': manifest(scripts, { workspaces: ['packages/*', '!packages/old'] }),
      'packages/a/package.json': manifest(scripts),
      'packages/old/package.json': manifest(scripts),
      'tools/own/package.json': manifest(scripts),
      'tools/own/package-lock.json': '{}',
      'tools/part/package.json': manifest(scripts),
      'test/fixtures/x/package.json': manifest(scripts),
      'test/fixtures/x/package-lock.json': '{}',
      'node_modules/y/package.json': manifest(scripts),
    });
    expect(found).toEqual(['npm:test', 'npm:test packages/a', 'npm:test tools/own']);
  });

  test('a nested package without any above it is a component', async () => {
    expect(await ids({ 'web/package.json': manifest({ test: 'x' }), 'README.md': '' })).toEqual(['npm:test web']);
  });

  test.each([
    ['pnpm-lock.yaml', '', 'pnpm:test'],
    ['yarn.lock', '# yarn lockfile v1', 'yarn:test'],
    ['bun.lock', '{}', 'bun:test'],
    ['package-lock.json', '{}', 'npm:test'],
  ])('%s names the manager', async (lockfile, text, id) => {
    expect(await ids({ 'package.json': manifest({ test: 'x' }), [lockfile]: text })).toEqual([id]);
  });

  test('a broken package.json is said', async () => {
    expect((await plan({ 'package.json': '{ nope' })).unsupported).toMatchObject([{ reason: 'toolchain' }]);
  });
});

describe('installs', () => {
  const dependencies = { dependencies: { a: '1' } };
  test('no dependencies, no install', async () => {
    expect((await plan({ 'package.json': manifest({ test: 'x' }), 'package-lock.json': '{}' })).installs).toEqual([]);
  });
  test('with a lockfile npm ci, without one npm install, scripts off unless the config says otherwise', async () => {
    const tree = { 'package.json': manifest({ test: 'x' }, dependencies) };
    expect((await plan(tree)).installs[0]?.argv).toEqual([
      'npm',
      'install',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ]);
    const locked = {
      ...tree,
      'package-lock.json': '{}',
      [CONFIG_PATH]: 'install: { scripts: true, hosts: [cdn.example.com] }',
    };
    expect((await plan(locked)).installs[0]).toMatchObject({
      argv: ['npm', 'ci', '--no-audit', '--no-fund'],
      hosts: ['cdn.example.com'],
    });
  });
  test('the installer sees manifests, lockfile, .npmrc and local packages, and no code', async () => {
    const { installs } = await plan({
      'package.json': manifest(
        { test: 'x' },
        { dependencies: { local: 'file:lib/local' }, workspaces: ['packages/*'] },
      ),
      'package-lock.json': '{}',
      '.npmrc': '@corp:registry=https://npm.example.com/\n',
      'packages/a/package.json': manifest({}),
      'packages/a/index.js': 'secret code',
      'lib/local/package.json': '{}',
      'lib/local/index.js': 'x',
      'src/index.js': 'secret code',
    });
    expect([...(installs[0]?.files.keys() ?? [])].sort()).toEqual([
      '.npmrc',
      'lib/local/index.js',
      'lib/local/package.json',
      'package-lock.json',
      'package.json',
      'packages/a/package.json',
    ]);
    expect(installs[0]?.outputs).toEqual(['node_modules', 'packages/a/node_modules']);
    expect(installs[0]?.hosts).toEqual(['npm.example.com']);
  });
  test.each<[string, string, string[]]>([
    [
      '.npmrc',
      'registry = "https://a.example.com:8443/x/"\n;registry=https://no.example.com\n//b.example.com/:_authToken=x\n@c:registry=https://c.example.com',
      ['a.example.com', 'c.example.com'],
    ],
    [
      'package-lock.json',
      '{"resolved": "https://a.example.com/x.tgz", "funding": "https://no.example.com", "y": {"resolved": "git+ssh://git@b.example.com/z.git#1"}, "resolved": "packages/a"}',
      ['a.example.com', 'b.example.com'],
    ],
    [
      '.yarnrc',
      'registry "https://a.example.com/"\n"@b:registry" "https://b.example.com/"\n',
      ['a.example.com', 'b.example.com'],
    ],
    [
      '.yarnrc.yml',
      'npmRegistryServer: "https://a.example.com"\nnpmScopes:\n  b:\n    npmRegistryServer: https://b.example.com\n    npmAuthToken: x\n',
      ['a.example.com', 'b.example.com'],
    ],
    [
      'bunfig.toml',
      '[install]\nregistry = "https://a.example.com"\n[install.scopes]\nb = { url = "https://b.example.com" }',
      ['a.example.com', 'b.example.com'],
    ],
    ['yarn.lock', 'x@1:\n  version "1"\n  resolved "https://a.example.com/x.tgz#0"\n', ['a.example.com']],
    [
      'yarn.lock',
      '__metadata:\n  version: 8\n"x@npm:1":\n  resolution: "x@npm:1.0.0"\n"y@https://a.example.com/y.tgz":\n  resolution: "y@https://a.example.com/y.tgz"\n"z@npm:1":\n  resolution: "z@npm:1.0.0::__archiveUrl=https%3A%2F%2Fb.example.com%2Fz.tgz"\n',
      ['a.example.com', 'b.example.com'],
    ],
    [
      'pnpm-lock.yaml',
      'packages:\n  x@1:\n    resolution: {integrity: sha512-x, tarball: https://a.example.com/x.tgz}\n',
      ['a.example.com'],
    ],
    [
      'bun.lock',
      '{ "packages": { "x": ["x@https://a.example.com/x.tgz", {}], "y": ["y@1.0.0", "", {}, "sha512-x"] } }',
      ['a.example.com'],
    ],
  ])('hosts are read and never made up: %s', (name, text, hosts) => {
    expect(hostsIn(new Map([[name, Buffer.from(text)]]))).toEqual(hosts);
  });
});

describe('what configures a check', () => {
  const tree: Tree = {
    'package.json': manifest(
      { test: 'npm run unit && bash scripts/check.sh', unit: 'jest test/a.test.js', start: 'node .' },
      { jest: { testTimeout: 5 } },
    ),
    'tsconfig.build.json': '{}',
    '.eslintrc.json': '{}',
    'jest.config.js': 'x',
    'scripts/check.sh': 'true',
    'scripts/other.sh': 'true',
    'test/a.test.js': 'x',
    'src/a.js': 'x',
    [CONFIG_PATH]: 'verifiers: [{ name: m, run: make check }]\n',
    Makefile: 'check:\n',
  };
  const gate = async (changes: Tree = {}) => {
    const { gateFiles } = await planFrom(filesOf({ ...tree, ...changes }), readRepoConfig(tree[CONFIG_PATH] ?? null));
    return new Map(gateFiles.map(({ path, part, hash }) => [part === null ? path : `${path} ${part}`, hash]));
  };
  test('is found by name and by what commands name', async () => {
    expect([...(await gate()).keys()].sort()).toEqual([
      '.eslintrc.json',
      '.github/fettle.yml',
      'Makefile',
      'jest.config.js',
      'package.json jest',
      'package.json scripts',
      'scripts/check.sh',
      'tsconfig.build.json',
    ]);
  });
  test.each([
    [
      'another start script and version',
      { 'package.json': (tree['package.json'] ?? '').replace('node .', 'node x').replace('"demo"', '"demo2"') },
      [],
    ],
    [
      'a script that the test calls',
      { 'package.json': (tree['package.json'] ?? '').replace('"jest test/a.test.js"', '"true"') },
      ['package.json scripts'],
    ],
    [
      'a new hook',
      { 'package.json': (tree['package.json'] ?? '').replace('"unit"', '"pretest": "true", "unit"') },
      ['package.json scripts'],
    ],
    ['a file that a command names', { 'scripts/check.sh': 'false' }, ['scripts/check.sh']],
    ['sources and tests', { 'src/a.js': 'y', 'test/a.test.js': 'y' }, []],
    [
      'an unreadable package.json',
      { 'package.json': '{' },
      ['package.json', 'package.json jest', 'package.json scripts', 'scripts/check.sh'],
    ],
  ])('%s', async (_name, changes, expected) => {
    const [before, after] = [await gate(), await gate(changes)];
    const differ = [...new Set([...before.keys(), ...after.keys()])].filter(
      (key) => before.get(key) !== after.get(key),
    );
    expect(differ.sort()).toEqual(expected);
  });
  test.each<[string, string, Tree, string[]]>([
    ['what is loaded first', 'node --import ./a.js -r b.cjs --test', { 'a.js': '', 'b.cjs': '' }, ['a.js', 'b.cjs']],
    ['an environment file', 'node --env-file=.env.ci x.js', { '.env.ci': '' }, ['.env.ci']],
    [
      'a runner, but no product and no test',
      'node run.js && node index.js && node t.js',
      {
        'run.js': "import './t.js';",
        'index.js': '',
        't.js': 'assert.ok(1)',
      },
      ['run.js'],
    ],
    [
      'what a script of a script names',
      'cd x && make all',
      {
        'x/Makefile': 'all:\n\tbash ../ci/a.sh\n',
        'ci/a.sh': 'node ci/b.js src/c.js',
        'ci/b.js': '',
        'src/c.js': '',
      },
      ['ci/a.sh', 'ci/b.js', 'x/Makefile'],
    ],
    [
      'a script with this name in another package',
      'npm run unit --prefix x',
      {
        'x/package.json': '{ "scripts": { "unit": "jest", "start": "x" } }',
      },
      ['x/package.json'],
    ],
    [
      'files that settings name',
      'jest',
      {
        'jest.config.js': "export default { setupFiles: ['<rootDir>/test/first'], x: './src/a.js' };",
        'test/first.ts': '',
        'src/a.js': '',
        'tsconfig.json': '{ "extends": "./base/ts.json", "files": ["./web/a.ts"] }',
        'web/a.ts': '',
        'rollup.config.js': "export default { input: './web/a.ts' };",
        'base/ts.json': '{ "extends": "../more.json" }',
        'more.json': '{}',
      },
      ['base/ts.json', 'jest.config.js', 'more.json', 'rollup.config.js', 'test/first.ts', 'tsconfig.json'],
    ],
  ])('is found: %s', async (_name, script, more, expected) => {
    const { gateFiles } = await plan({ 'package.json': manifest({ test: script }), ...more });
    expect(gateFiles.map((file) => file.path).sort()).toEqual([...expected, 'package.json'].sort());
  });
  test('is found through a link, and changes with what the link leads to', async () => {
    const hash = async (links: [string, string][], target = 'x=1') => {
      const files = filesOf({ 'package.json': manifest({ test: 'x' }), 'src/a.txt': target });
      const { gateFiles } = await planFrom({ ...files, links: async () => new Map(links) }, readRepoConfig(null));
      return gateFiles.find((file) => file.path === '.npmrc')?.hash;
    };
    expect(await hash([])).toBeUndefined();
    const linked = await hash([['.npmrc', 'src/a.txt']]);
    expect(linked).toBeDefined();
    expect(await hash([['.npmrc', 'src/a.txt']], 'x=2')).not.toBe(linked);
  });
  test('wildcards of run-s and the like reach what they match', () => {
    expect(Object.keys(decidingScripts({ test: 'run-s "test:*"', 'test:a': 'x', 'test:b': 'y', tests: 'z' }))).toEqual([
      'test',
      'test:a',
      'test:b',
    ]);
  });
});
