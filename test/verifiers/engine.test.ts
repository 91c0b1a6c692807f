import { describe, expect, test } from '@jest/globals';
import { independentGroups } from '../../src/verifiers/groups.ts';
import { selectChecks } from '../../src/verifiers/select.ts';
import type { Check, Phase, Plan, RepoFiles, VerifyMemory } from '../../src/verifiers/types.ts';
import { filesOf, manifest, type Tree, verifyTrees } from './trees.ts';

const check = (verifier: string, component: string, phase: Phase): Check => ({
  id: `${verifier}:${phase} ${component}`,
  verifier,
  component,
  phase,
  command: 'true',
  argv: ['true'],
  cwd: component,
  timeoutMs: 1000,
});
const plan = (checks: Check[], uses: Plan['uses'] = []): Plan => ({ checks, installs: [], gateFiles: [], uses });
const ids = (checks: readonly Check[]) => checks.map(({ id }) => id);

describe('which checks a change calls for', () => {
  const monorepo = plan(
    [check('npm', '', 'test'), check('npm', 'lib', 'build'), check('npm', 'app', 'test'), check('npm', 'site', 'test')],
    [
      { verifier: 'npm', component: 'app', uses: ['lib'] },
      { verifier: 'npm', component: '', uses: ['app'] },
    ],
  );
  test('those of the component and of those that use it, directly or not', () => {
    expect(ids(selectChecks(monorepo, ['lib/a.js'], 'changed').checks)).toEqual([
      'npm:test ',
      'npm:build lib',
      'npm:test app',
    ]);
    expect(ids(selectChecks(monorepo, ['site/a.js'], 'changed').checks)).toEqual(['npm:test site']);
  });
  test('what is used is built for it, and not told of', () => {
    const selected = selectChecks(monorepo, ['app/a.js'], 'changed');
    expect(ids(selected.checks)).toEqual(['npm:test ', 'npm:test app']);
    expect(ids(selected.support)).toEqual(['npm:build lib']);
  });
  test('a path belongs to the innermost component of each verifier', () => {
    const mixed = plan([check('go', '', 'test'), check('go', 'tools', 'test'), check('npm', 'tools', 'test')]);
    expect(ids(selectChecks(mixed, ['tools/main.go'], 'changed').checks)).toEqual(['go:test tools', 'npm:test tools']);
    expect(ids(selectChecks(mixed, ['main.go'], 'changed').checks)).toEqual(['go:test ']);
  });
  test("the root of one verifier is not what another one's packages rest on", () => {
    const mixed = plan(
      [
        check('npm', '', 'build'),
        check('cargo', 'a', 'test'),
        check('cargo', 'b', 'test'),
        check('custom', '', 'test'),
      ],
      [
        { verifier: 'cargo', component: 'a', uses: [''] },
        { verifier: 'cargo', component: 'b', uses: ['', 'a'] },
      ],
    );
    const selected = selectChecks(mixed, ['b/x.rs'], 'changed');
    expect(ids(selected.checks)).toEqual(['npm:build ', 'cargo:test b', 'custom:test ']);
    expect(ids(selectChecks(mixed, ['Cargo.toml'], 'changed').checks)).toHaveLength(4);
  });
  test('a lockfile, or settings that lie above others, concern all that lies below', () => {
    const checks = [
      check('npm', '', 'static'),
      check('npm', 'a', 'test'),
      check('npm', 'b', 'test'),
      check('go', 'c', 'test'),
    ];
    const install = {
      files: new Map([['package-lock.json', Buffer.alloc(0)]]),
      cwd: '',
      argv: ['npm', 'ci'],
      outputs: [],
      hosts: [],
      timeoutMs: 1,
    };
    const all: Plan = {
      ...plan(checks),
      installs: [install],
      gateFiles: [{ path: 'tsconfig.base.json', part: null, hash: '' }],
    };
    for (const path of ['package-lock.json', 'tsconfig.base.json']) {
      expect(ids(selectChecks(all, [path], 'changed').checks)).toEqual(['npm:static ', 'npm:test a', 'npm:test b']);
    }
    expect(ids(selectChecks(all, ['notes.md'], 'changed').checks)).toEqual(['npm:static ']);
  });
  test('a change that touches no component calls for all', () => {
    expect(
      selectChecks(plan([check('npm', 'a', 'test'), check('npm', 'b', 'test')]), ['README'], 'changed').checks,
    ).toHaveLength(2);
  });
});

describe('groups', () => {
  const uses = [{ verifier: 'npm', component: 'app', uses: ['lib'] }];
  test('components that use each other stay together, what is used is built first', () => {
    const checks = [
      check('npm', 'app', 'build'),
      check('npm', 'lib', 'build'),
      check('npm', 'lib', 'static'),
      check('npm', 'site', 'test'),
    ];
    expect(independentGroups(checks, uses).map(ids)).toEqual([
      ['npm:static lib', 'npm:build lib', 'npm:build app'],
      ['npm:test site'],
    ]);
  });
  test('linters wait for nobody: a root that only lints keeps nothing together', () => {
    const checks = [check('npm', '', 'static'), check('npm', 'app', 'test'), check('npm', 'site', 'test')];
    expect(independentGroups(checks, [{ verifier: 'npm', component: '', uses: ['app', 'site'] }])).toHaveLength(3);
  });
  test("a repository's own command keeps everything together", () => {
    const checks = [check('npm', 'app', 'test'), check('npm', 'site', 'test'), check('custom', '', 'test')];
    expect(independentGroups(checks, [])).toHaveLength(1);
  });
});

/** Two packages that stand alone, tested by Node itself. */
const PASSES = "import test from 'node:test';\ntest('a', () => {});\n";
const FAILS = "import test from 'node:test';\ntest('a', () => { throw new Error('no'); });\n";
const packages = (more: Tree = {}): Tree => ({
  'a/package.json': manifest({ test: 'node --test' }),
  'a/a.test.js': PASSES,
  'b/package.json': manifest({ test: 'node --test' }),
  'b/b.test.js': PASSES,
  ...more,
});

test('groups run side by side, each lane in a sandbox of its own', async () => {
  const waits = (other: string, own: string) =>
    `import test from 'node:test';\nimport { existsSync, writeFileSync } from 'node:fs';\n` +
    `test('meets the other', async () => { writeFileSync('${own}', ''); while (!existsSync('${other}')) await new Promise((go) => setTimeout(go, 20)); });\n`;
  const place = `${(await import('node:os')).tmpdir()}/fettle-lanes-${process.pid}`;
  const tree = packages({
    'a/a.test.js': waits(`${place}-b`, `${place}-a`),
    'b/b.test.js': waits(`${place}-a`, `${place}-b`),
  });
  const { reports, opened } = await verifyTrees(packages(), tree, { lanes: 2 });
  expect(reports).toMatchObject([{ result: 'passed' }, { result: 'passed' }]);
  expect(opened).toEqual(['gate:tree', 'gate:tree']);
}, 120_000);

describe('memory', () => {
  const memory = (): VerifyMemory & { size: () => number } => {
    const all = new Map<string, string>();
    return {
      get: async (key) => JSON.parse(all.get(key) ?? 'null'),
      set: async (key, value) => void all.set(key, JSON.stringify(value)),
      size: () => all.size,
    };
  };
  const withIds = (tree: Tree): RepoFiles => ({ ...filesOf(tree), ids: async () => new Map(Object.entries(tree)) });

  test('what passed is not run again on the same files; a change of its component, or of what it uses, runs it', async () => {
    const remembers = memory();
    const base = packages();
    const go = (tree: Tree) => verifyTrees(base, tree, { only: 'all', memory: remembers, filesOf: withIds });
    expect((await go({ ...base, 'a/x.js': '1' })).reports.map((it) => it.cached ?? false)).toEqual([false, false]);
    const again = await go({ ...base, 'a/x.js': '1' });
    expect(again.reports).toMatchObject([
      { result: 'passed', cached: true },
      { result: 'passed', cached: true },
    ]);
    expect(again.opened).toEqual([]);
    const changed = await go({ ...base, 'a/x.js': '2' });
    expect(changed.reports.map(({ check, cached }) => [check, cached ?? false])).toEqual([
      ['npm:test a', false],
      ['npm:test b', true],
    ]);
  });

  test('what failed is looked at again; how base stands is remembered between runs', async () => {
    const remembers = memory();
    const base = packages({ 'b/b.test.js': FAILS });
    const go = () => verifyTrees(base, { ...base, 'b/x.js': '1' }, { memory: remembers, filesOf: withIds });
    expect((await go()).opened).toEqual(['gate:tree', 'baseline:base']);
    const again = await go();
    expect(again.reports).toMatchObject([{ result: 'pre_existing' }]);
    expect(again.opened).toEqual(['gate:tree']);
  });
});

test('a flaky test is run again, named, and does not block; one of the change itself does', async () => {
  const counter = `${(await import('node:os')).tmpdir()}/fettle-flaky-${process.pid}`;
  const flaky = (file: string) =>
    `import test from 'node:test';\nimport { existsSync, writeFileSync } from 'node:fs';\n` +
    `test('steady', () => {});\ntest('now and then', () => { if (!existsSync('${file}')) { writeFileSync('${file}', ''); throw new Error('not yet'); } });\n`;
  // On base it is steady: as if base had had luck.
  const base = { 'package.json': manifest({ test: 'node --test' }), 'a.test.js': `${flaky('/')}`, 'a.js': '1' };
  const { reports } = await verifyTrees(
    { ...base, 'a.test.js': flaky('/') },
    { ...base, 'a.test.js': flaky(`${counter}-1`), 'a.js': '2' },
    { changedPaths: ['a.js'] },
  );
  expect(reports).toMatchObject([{ result: 'passed', summary: expect.stringContaining('flaky'), flaky: [{}] }]);
  const own = await verifyTrees(base, { ...base, 'a.test.js': flaky(`${counter}-2`), 'a.js': '2' });
  expect(own.reports).toMatchObject([{ result: 'failed' }]);
});

test('a static check that fails spares the tests; asked to go on, all run', async () => {
  const base: Tree = {
    'package.json': manifest({ lint: 'node --check a.js', test: 'node --test' }),
    'a.js': '1;',
    'a.test.js': PASSES,
  };
  const broken = { ...base, 'a.js': '1 +;' };
  expect((await verifyTrees(base, broken)).reports).toMatchObject([
    { check: 'npm:lint', result: 'failed' },
    { check: 'npm:test', result: 'could_not_run', reason: 'not_reached', summary: expect.stringContaining('npm:lint') },
  ]);
  const all = await verifyTrees(base, broken, { keepGoing: true });
  expect(all.reports.map(({ result }) => result)).toEqual(['failed', 'passed']);
});
