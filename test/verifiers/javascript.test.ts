import { describe, expect, test } from '@jest/globals';
import { CONFIG_PATH, readRepoConfig } from '../../src/repo-config.ts';
import { planFrom } from '../../src/verifiers/list.ts';
import { hostsIn } from '../../src/verifiers/javascript/hosts.ts';
import { decidingScripts } from '../../src/verifiers/javascript/scripts.ts';
import { javascript } from '../../src/verifiers/javascript/index.ts';
import type { Check, Failure, Plan } from '../../src/verifiers/types.ts';
import { filesOf, manifest, type Tree, verifyTrees } from './trees.ts';

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

  test.each<[string, Tree, string]>([
    ['packageManager', { 'package.json': manifest({ test: 'x' }, { packageManager: 'yarn@4.5.0' }) }, 'yarn:test'],
    ['settings of one manager', { 'pnpm-workspace.yaml': 'packages: []' }, 'pnpm:test'],
    ['a workflow', { '.github/workflows/ci.yml': 'run: |\n  bun install\n' }, 'bun:test'],
  ])('of several lockfiles, the one that %s names', async (_name, more, id) => {
    const all = { 'package-lock.json': '{}', 'pnpm-lock.yaml': '', 'yarn.lock': '', 'bun.lock': '{}' };
    expect(await ids({ 'package.json': manifest({ test: 'x' }), ...all, ...more })).toEqual([id]);
  });

  test('several lockfiles and nothing that names one', async () => {
    const { checks, unsupported } = await plan({
      'package.json': manifest({ test: 'x' }),
      'package-lock.json': '{}',
      'yarn.lock': '',
    });
    expect(checks).toEqual([]);
    expect(unsupported).toMatchObject([
      { component: '', reason: 'toolchain', summary: expect.stringContaining('package-lock.json and yarn.lock') },
    ]);
  });

  test('checks by other names, where they write nothing; what needs more than a sandbox is none', async () => {
    const scripts = {
      lint: 'eslint --fix .',
      'lint:check': 'eslint .',
      'format:check': 'prettier --check .',
      'lint:css': 'stylelint "**/*.css"',
      'lint:docs': 'markdownlint .',
      'lint:all': 'npm run lint:check && npm run lint:css',
      'test:e2e': 'node run.js',
      'check:fix': 'biome check --write',
      release: 'x',
      test: 'node --test',
    };
    const tree = { 'package.json': manifest(scripts), 'pnpm-workspace.yaml': '' };
    expect(await ids({ 'package.json': manifest(scripts) })).toEqual(['npm:format', 'npm:lint', 'npm:test']);
    const called =
      'run: pnpm lint:css\n  - run: pnpm run test:e2e && pnpm release && pnpm check:fix && pnpm lint:all\n';
    expect(await ids({ ...tree, '.github/workflows/ci.yml': called })).toEqual([
      'pnpm:format',
      'pnpm:lint',
      'pnpm:lint:css',
      'pnpm:test',
    ]);
  });

  test("a root's script that only runs its members' is left to them, any other is not", async () => {
    const members = {
      'a/package.json': manifest({ test: 'node --test' }),
      'b/package.json': manifest({ start: 'x' }),
    };
    const rootTest = (test: string, more: Tree = {}) =>
      ids({ 'package.json': manifest({ test }, { workspaces: ['a', 'b'] }), ...members, ...more });
    for (const test of [
      'npm test --workspaces --if-present',
      'npm run test -ws',
      'pnpm -r test',
      'yarn workspaces foreach -Apt run test',
      'lerna run test --stream',
    ]) {
      expect([test, await rootTest(test)]).toEqual([test, ['npm:test a']]);
    }
    expect(await rootTest('npm test --workspaces && node check.js')).toEqual(['npm:test', 'npm:test a']);
    expect(await rootTest('npm test -w a')).toEqual(['npm:test', 'npm:test a']);
    const turbo = (dependsOn: string[]) => ({ 'turbo.json': JSON.stringify({ tasks: { test: { dependsOn } } }) });
    expect(await rootTest('turbo run test', turbo(['^build']))).toEqual(['npm:test a']);
    expect(await rootTest('turbo run test', turbo(['generate']))).toEqual(['npm:test', 'npm:test a']);
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

describe('other managers', () => {
  const tree = (name: string, more: Tree = {}, text: object = {}) => ({
    'package.json': manifest({ test: 'x' }, { dependencies: { a: '1' }, ...text }),
    [name]: '',
    ...more,
  });
  test.each<[string, Tree, string]>([
    ['pnpm', tree('pnpm-lock.yaml'), 'pnpm install --frozen-lockfile --ignore-scripts'],
    ['classic Yarn', tree('yarn.lock'), 'yarn install --frozen-lockfile --non-interactive --ignore-scripts'],
    [
      'Yarn',
      tree('yarn.lock', { 'yarn.lock': '__metadata:\n  version: 8\n' }),
      'yarn install --immutable --mode=skip-build',
    ],
    ['Bun', tree('bun.lock'), 'bun install --frozen-lockfile --ignore-scripts'],
    [
      'no lockfile',
      tree('x', {}, { packageManager: 'pnpm@9.1.0' }),
      'pnpm install --no-frozen-lockfile --ignore-scripts',
    ],
  ])('%s installs what is locked, and no scripts', async (_name, files, command) => {
    const { installs, checks } = await plan(files);
    expect(installs[0]?.argv.slice(3).join(' ')).toBe(command);
    const [manager] = command.split(' ');
    expect(installs[0]?.outputs).toEqual(expect.arrayContaining(['node_modules', `.fettle-deps/${manager}`]));
    expect(checks[0]).toMatchObject({
      argv: [manager, 'run', 'test'],
      layerEnv: { PATH: expect.stringContaining(`/workspace/.fettle-deps/${manager}/node_modules/.bin:`) },
    });
  });
  test.each<[string, Tree, string]>([
    ['as named', tree('x', {}, { packageManager: 'pnpm@9.1.0+sha512.abc' }), 'pnpm@9.1.0'],
    ['a range of engines', tree('pnpm-lock.yaml', {}, { engines: { pnpm: '>=9 <10' } }), 'pnpm@>=9.0.0 <10.0.0-0'],
    ['never another package', tree('x', {}, { packageManager: 'pnpm@npm:evil@1.0.0' }), 'pnpm@10.34.8'],
    ['of an old lockfile', tree('x', { 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" }), 'pnpm@8.15.9'],
    [
      'of a committed release',
      tree('yarn.lock', { '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.5.0.cjs' }),
      'cli-dist@4.5.0',
    ],
    ['of an old Yarn', tree('x', { 'yarn.lock': '__metadata:\n  version: 6\n' }), 'cli-dist@3.8.7'],
    ['Bun', tree('bun.lock'), '@oven/bun-linux-$kind@1.4.5'],
  ])('the version fetched: %s', async (_name, files, spec) => {
    expect((await plan(files)).installs[0]?.argv[2]).toContain(spec);
  });
  test('without dependencies there is no install, unless a script calls the manager', async () => {
    const without = await plan({ 'package.json': manifest({ test: 'node --test' }), 'pnpm-lock.yaml': '' });
    expect(without.installs).toEqual([]);
    expect(without.checks).toMatchObject([{ id: 'pnpm:test', argv: ['npm', 'run', 'test'], command: 'npm run test' }]);
    const calls = await plan({ 'package.json': manifest({ test: 'bun test' }), 'bun.lock': '{}' });
    expect(calls.installs).toHaveLength(1);
    expect(calls.checks).toMatchObject([{ argv: ['bun', 'run', 'test'] }]);
  });
  test("pnpm's workspaces and Lerna's", async () => {
    const member = { 'lib/package.json': manifest({ test: 'x' }), 'old/package.json': manifest({ test: 'x' }) };
    const root = { 'package.json': manifest({}) };
    expect(
      await ids({ ...root, ...member, 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': "packages: ['*', '!old']" }),
    ).toEqual(['pnpm:test lib']);
    expect(await ids({ ...root, ...member, 'lerna.json': '{ "packages": ["lib"] }' })).toEqual(['npm:test lib']);
    const broken = await plan({ ...root, ...member, 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': 'packages: [' });
    expect(broken.unsupported).toMatchObject([{ summary: expect.stringContaining('pnpm-workspace.yaml') }]);
  });
});

describe('tools that no script runs', () => {
  const dev = (...names: string[]) => ({ devDependencies: Object.fromEntries(names.map((name) => [name, '1'])) });
  const project = (scripts: Record<string, string>, names: string[], more: Tree) =>
    ids({ 'package.json': manifest(scripts, dev(...names)), ...more });

  test('are run where they are configured and their dependency is declared', async () => {
    const config = {
      '.prettierrc': '{}',
      'eslint.config.js': '',
      'tsconfig.json': '{}',
      'vitest.config.ts': '',
      'a.test.ts': '',
    };
    expect(await project({}, ['prettier', 'eslint', 'typescript', 'vitest'], config)).toEqual([
      'npm:prettier',
      'npm:eslint',
      'npm:tsc',
      'npm:vitest',
    ]);
    expect(await project({}, [], config)).toEqual([]);
    expect(await project({}, ['prettier', 'eslint', 'typescript'], { 'a.js': '' })).toEqual([]);
  });
  test.each<[string, Record<string, string>, string[], Tree, string[]]>([
    [
      'a script runs it',
      { lint: 'eslint . && prettier -c .' },
      ['eslint', 'prettier'],
      { '.prettierrc': '', 'eslint.config.js': '' },
      ['npm:lint'],
    ],
    [
      'a script runs it through another',
      { test: 'npm run unit', unit: 'c8 jest' },
      ['jest'],
      { 'jest.config.js': '' },
      ['npm:test'],
    ],
    [
      'a script stands for its kind and names no tool',
      { lint: 'make lint', test: './run' },
      ['eslint', 'jest'],
      { 'eslint.config.js': '', 'jest.config.js': '' },
      ['npm:lint', 'npm:test'],
    ],
    ['vue-tsc covers tsc', {}, ['typescript', 'vue-tsc'], { 'tsconfig.json': '{}' }, ['npm:vue-tsc']],
    [
      'a build script covers bundlers',
      { build: 'node make.js' },
      ['vite'],
      { 'vite.config.ts': '', 'index.html': '' },
      ['npm:build'],
    ],
    ["Vite's settings for Vitest alone", {}, ['vite'], { 'vite.config.ts': 'export default { test: {} }' }, []],
    ['a library', {}, ['vite'], { 'vite.config.ts': 'export default { build: { lib: {} } }' }, ['npm:vite']],
    [
      'the parts of Biome that are on',
      {},
      ['@biomejs/biome'],
      { 'biome.json': '{ "linter": { "enabled": false } }' },
      ['npm:biome-format'],
    ],
    ['a runner without settings, where there are tests', {}, ['mocha'], { 'test/a.js': '' }, ['npm:mocha']],
    ['and where there are none', {}, ['mocha'], { 'src/a.js': '' }, []],
    ['style sheets of the kinds that are there', {}, ['stylelint'], { '.stylelintrc': '', 'a.js': '' }, []],
    ["Node's own runner", {}, [], { 'test/a.test.js': "import test from 'node:test';" }, ['npm:node-test']],
    ['but not beside a script', { test: 'x' }, [], { 'test/a.test.js': "import test from 'node:test';" }, ['npm:test']],
    [
      'targets of Nx',
      { start: 'x' },
      ['nx'],
      { 'nx.json': '{}', 'apps/a/project.json': '{ "targets": { "build": {}, "serve": {} } }' },
      ['npm:nx-build'],
    ],
  ])('%s', async (_name, scripts, names, more, expected) => {
    expect(await project(scripts, names, more)).toEqual(expected);
  });
  test("a root's linter covers its members", async () => {
    const found = await ids({
      'package.json': manifest({}, { workspaces: ['a'], ...dev('eslint') }),
      'eslint.config.js': '',
      'a/package.json': manifest({}, dev('eslint', 'jest')),
      'a/eslint.config.js': '',
      'a/jest.config.js': '',
    });
    expect(found).toEqual(['npm:eslint', 'npm:jest a']);
  });
  test('formatters and linters can fix, in a script of their own too', async () => {
    const { checks } = await plan({
      'package.json': manifest({ 'format:check': 'prettier --check .' }, dev('prettier', 'eslint', 'typescript')),
      'eslint.config.js': '',
      'tsconfig.json': '{}',
    });
    expect(checks.map((check) => [check.id, check.phase, check.fix?.argv.join(' ')])).toEqual([
      ['npm:format', 'format', 'npm exec --no -- prettier --write --ignore-unknown'],
      ['npm:eslint', 'static', 'npm exec --no -- eslint --fix --no-error-on-unmatched-pattern'],
      ['npm:tsc', 'static', undefined],
    ]);
  });
});

describe('what uses what', () => {
  test('packages by name, path and reference; the root uses all', async () => {
    const member = (name: string, dependencies: Record<string, string> = {}) =>
      manifest({ test: 'x' }, { name, dependencies });
    const { uses } = await plan({
      'package.json': manifest({ test: 'x' }, { workspaces: ['p/*'] }),
      'p/a/package.json': member('@x/a'),
      'p/b/package.json': member('b', { '@x/a': 'workspace:*' }),
      'p/c/package.json': member('c', { other: 'file:../b' }),
      'p/d/package.json': member('d'),
      'p/d/tsconfig.json': '{ // comment\n "references": [{ "path": "../c/tsconfig.build.json" },], }',
    });
    expect(uses?.map(({ component, uses: used }) => [component, used])).toEqual([
      ['p/b', ['p/a']],
      ['p/c', ['p/b']],
      ['p/d', ['p/c']],
      ['', ['p/a', 'p/b', 'p/c', 'p/d']],
    ]);
  });
});

describe('versions asked for', () => {
  const needs = async (tree: Tree, text: object = {}) =>
    ((await plan({ 'package.json': manifest({ test: 'x' }, text), ...tree })).checks[0]?.needs ?? []).map(
      (need) => `${need.from}: ${need.tool} ${need.wanted} is ${need.range}`,
    );
  test.each<[Tree, object, string[]]>([
    [{ '.nvmrc': 'v20\n' }, {}, ['.nvmrc: Node.js v20 is 20.x']],
    [{ '.nvmrc': 'lts/*\n' }, {}, []],
    [{ '.tool-versions': 'nodejs 22.3.0\n' }, {}, ['.tool-versions: Node.js 22.3.0 is ~22.3.0']],
    [
      {},
      { engines: { node: '>=18', npm: '>=10' } },
      ['package.json: Node.js >=18 is >=18', 'package.json: npm >=10 is >=10'],
    ],
    [{}, { volta: { node: '24.1.0' } }, ['package.json: Node.js 24.1.0 is ~24.1.0']],
    [{}, { devEngines: { runtime: { name: 'node', version: '^24' } } }, ['package.json: Node.js ^24 is ^24']],
    [{}, { engines: { node: '*' } }, ['package.json: Node.js * is *']],
  ])('%j %j', async (tree, text, expected) => expect(await needs(tree, text)).toEqual(expected));
  test('a mismatch is said, and nothing is run', async () => {
    const tree = { 'package.json': manifest({ test: 'node --test' }), '.nvmrc': '20', 'a.test.js': '' };
    const { reports } = await verifyTrees(tree, { ...tree, 'a.test.js': '// more' });
    expect(reports).toMatchObject([
      { result: 'could_not_run', reason: 'toolchain', summary: expect.stringContaining('.nvmrc') },
    ]);
  });
});

describe('some tests of many', () => {
  const failure = (test?: string, file?: string): Failure => ({
    key: 'k',
    text: 't',
    ...(test === undefined ? {} : { test }),
    ...(file === undefined ? {} : { file }),
  });
  const checkOf = async (script: string, more: Tree = {}) => {
    const { checks } = await plan({ 'package.json': manifest({ test: script }), ...more });
    return checks[0] as Check;
  };
  test.each([
    ['jest', '--testNamePattern=sum (?:> )?adds'],
    ['vitest run --config a.ts', '--testNamePattern=sum (?:> )?adds'],
    ['mocha "test/**/*.js"', '--grep=sum (?:> )?adds'],
    ['node --test', '--test-name-pattern=sum (?:> )?adds'],
    ['ava', '--match=*adds'],
  ])('%s runs them by name', async (script, option) => {
    const check = await checkOf(script);
    const argv = javascript.narrow?.(check, [failure('a.test.js > sum > adds', 'a.test.js')])?.argv;
    expect(argv).toEqual(['npm', 'run', 'test', '--', option]);
  });
  test('names are taken literally', async () => {
    const check = await checkOf('jest');
    const argv = javascript.narrow?.(check, [failure('a (b) › c'), failure('d')])?.argv;
    expect(argv?.at(-1)).toBe('--testNamePattern=a \\(b\\) (?:> )?c|d');
  });
  test.each([
    ['a script that does more', 'jest && true', 'x'],
    ['one that filters', 'jest -t x', 'x'],
    ['another runner', 'tap', 'x'],
    ['a variable', 'A=1 jest', 'x'],
    ['a failure without a name', 'jest', undefined],
    ['a name that is a pattern', 'ava', 'a *'],
  ])('not with %s', async (_name, script, test) => {
    expect(javascript.narrow?.(await checkOf(script), [failure(test)]) ?? null).toBeNull();
  });
  test.each([
    ['jest', 'npm run test -- --json'],
    ['mocha', 'npm run test -- --dry-run'],
    ['vitest run --coverage --config a.ts', 'npm exec --no -- vitest list --config a.ts --json'],
  ])('%s lists them', async (script, start) => {
    expect((await checkOf(script)).collect?.join(' ')).toContain(start);
  });
  test.each(['node --test', 'ava', 'tap', 'jest --json', 'jest; true'])('%s does not', async (script) => {
    expect((await checkOf(script)).collect).toBeUndefined();
  });
  test.each([
    ['jest', ['--runTestsByPath', 'test/a.js']],
    ['vitest run', ['test/a.js']],
    ['node --import tsx --test', ['test/a.js']],
    ['mocha -r esm', ['test/a.js']],
    ['ava', ['test/a.js']],
  ])('%s runs those of some files', async (script, args) => {
    const argv = javascript.onlyFiles?.(await checkOf(script), ['test/a.js'])?.argv;
    expect(argv).toEqual(['npm', 'run', 'test', '--', ...args]);
  });
  test.each([
    ['a script that does more', 'jest && true', 'a.js'],
    ['one that names files itself', 'node --test test', 'a.js'],
    ['another runner', 'tap', 'a.js'],
    ['a file that is no code', 'jest', 'a.snap'],
  ])('files are not selected with %s', async (_name, script, path) => {
    expect(javascript.onlyFiles?.(await checkOf(script), [path]) ?? null).toBeNull();
  });
  test('names are read from what managers and tools print', async () => {
    const said = (text: string) => `> demo@1.0.0 test\n> x\n\n${text}\nnpm notice new version\n`;
    const jest = said('{"numTotalTests":1,"testResults":[{"assertionResults":[{"fullName":"sum adds"}]}]}');
    expect(javascript.collected?.(await checkOf('jest'), jest)).toEqual(['sum adds']);
    const mocha = said('{\n  "stats": {},\n  "tests": [\n {"fullTitle": "sum adds"}\n  ]\n}');
    expect(javascript.collected?.(await checkOf('mocha'), mocha)).toEqual(['sum adds']);
    const vitest = said('[\n  {\n    "name": "sum > adds"\n  }\n]');
    expect(javascript.collected?.(await checkOf('vitest'), vitest)).toEqual(['sum > adds']);
    expect(javascript.collected?.(await checkOf('jest'), 'nothing')).toBeNull();
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
  test('the settings of managers count, the dependencies in them do not', async () => {
    const hashes = async (tree: Tree) =>
      (await plan({ 'package.json': manifest({ test: 'x' }), ...tree })).gateFiles
        .filter((file) => file.part === 'settings' || file.path === 'bunfig.toml')
        .map((file) => `${file.path} ${file.hash}`);
    const before = await hashes({ 'pnpm-workspace.yaml': 'packages: [a]\n', 'bunfig.toml': '' });
    expect(before).toHaveLength(2);
    expect(await hashes({ 'pnpm-workspace.yaml': 'packages: [a, b]\ncatalog: { x: 1 }\n', 'bunfig.toml': '' })).toEqual(
      before,
    );
    const other = await hashes({ 'pnpm-workspace.yaml': 'packages: [a]\nscriptShell: ./x\n', 'bunfig.toml': '[test]' });
    expect(other.filter((hash) => before.includes(hash))).toEqual([]);
  });
  test('wildcards of run-s and the like reach what they match', () => {
    expect(Object.keys(decidingScripts({ test: 'run-s "test:*"', 'test:a': 'x', 'test:b': 'y', tests: 'z' }))).toEqual([
      'test',
      'test:a',
      'test:b',
    ]);
  });
});
