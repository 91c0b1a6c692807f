import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/verifiers/types.ts';
import { gateResult, reportText } from '../../src/verifiers/verify.ts';
import { filesOf, manifest, type Tree, verifyTrees } from './trees.ts';

const SUM = 'export const sum = (a, b) => a + b;\n';
const BROKEN = 'export const sum = (a, b) => a - b;\n';
const test_ = (...cases: string[]) =>
  `import test from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from '../src/sum.js';\n${cases.join('\n')}\n`;
const ADDS = "test('adds', () => assert.equal(sum(1, 2), 3));";
const OLD_BUG = "test('was always broken', () => assert.equal(1, 2));";

/** A project that is tested by Node alone, so that nothing needs to be installed. */
const project = (more: Tree = {}): Tree => ({
  'package.json': manifest({ test: 'node --test' }),
  'src/sum.js': SUM,
  'test/sum.test.js': test_(ADDS),
  ...more,
});

describe('one check', () => {
  test('red with what is needed to mend it, then mended and green', async () => {
    const { reports, opened } = await verifyTrees(project(), project({ 'src/sum.js': BROKEN }));
    expect(reports).toMatchObject([{ check: 'npm:test', result: 'failed', baseline: 'green', tests: { failed: 1 } }]);
    expect(reportText(reports)).toContain('adds');
    expect(reportText(reports)).toContain('test/sum.test.js');
    expect(opened).toEqual(['gate:tree', 'baseline:base']);

    const mended = await verifyTrees(project(), project({ 'src/sum.js': `// mended\n${SUM}` }));
    expect(mended.reports).toMatchObject([{ result: 'passed', detail: '', tests: { passed: 1, failed: 0 } }]);
    // Base is only run when something is red.
    expect(mended.opened).toEqual(['gate:tree']);
    expect(mended.events.map((event) => event.kind)).toEqual(['check_started', 'check_finished']);
  });

  test("an edited test script does not run: base's does, also where it calls another", async () => {
    const base = project({ 'package.json': manifest({ test: 'npm run unit', unit: 'node --test' }) });
    const cheat = manifest({ pretest: 'rm -r test', test: 'true', unit: 'node -e 0' }, { version: '2.0.0' });
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': BROKEN, 'package.json': cheat });
    expect(reports).toMatchObject([{ check: 'npm:test', result: 'failed', tests: { failed: 1 } }]);

    // The second run after an allowed change of the gate takes the tree's own.
    const own = await verifyTrees(base, { ...base, 'src/sum.js': BROKEN, 'package.json': cheat }, { scripts: 'tree' });
    expect(own.reports[0]?.tests).toBeUndefined();
  });

  test('what was red before is pre_existing and does not count as a pass', async () => {
    const base = project({ 'test/sum.test.js': test_(ADDS, OLD_BUG) });
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': `${SUM}// more\n` });
    expect(reports).toMatchObject([{ result: 'pre_existing', baseline: 'red' }]);
    expect(gateResult(reports).passed).toBe(false);
  });

  test('only new failures are shown beside old ones', async () => {
    const base = project({ 'test/sum.test.js': test_(ADDS, OLD_BUG) });
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': BROKEN });
    expect(reports).toMatchObject([{ result: 'failed', baseline: 'red' }]);
    expect(reports[0]?.detail).toContain('adds');
    expect(reports[0]?.detail).not.toContain('was always broken');
  });

  test('tests that cannot be loaded on base hide everything: base_red', async () => {
    const base = project({ 'test/sum.test.js': `import './nowhere.js';\n${test_(ADDS)}` });
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': `${SUM}// more\n` });
    expect(reports).toMatchObject([{ result: 'could_not_run', reason: 'base_red' }]);
  });

  test('a test file that dies on base hides its tests as well', async () => {
    const base = project({ 'test/sum.test.js': test_(ADDS, 'process.exit(1);') });
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': `${SUM}// more\n` });
    expect(reports).toMatchObject([{ result: 'could_not_run', reason: 'base_red' }]);
  });

  test('no tests is not green', async () => {
    const base: Tree = { 'package.json': manifest({ test: 'node --test' }), 'src/sum.js': SUM };
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': BROKEN });
    expect(reports).toMatchObject([{ result: 'could_not_run', reason: 'no_tests' }]);
  });

  test('tests that vanish are a failure of the change', async () => {
    const { 'test/sum.test.js': _, ...without } = project();
    const { reports } = await verifyTrees(project(), without);
    expect(reports).toMatchObject([
      { result: 'failed', baseline: 'green', summary: expect.stringContaining('no test ran') },
    ]);
  });

  test('a tool that is not there, on base neither', async () => {
    const base = project({ 'package.json': manifest({ lint: 'no-such-linter .', test: 'node --test' }) });
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': `${SUM}// more\n` });
    expect(reports).toMatchObject([
      { check: 'npm:lint', result: 'could_not_run', reason: 'tool_missing' },
      { check: 'npm:test', result: 'passed' },
    ]);
    expect(gateResult(reports, 'block')).toEqual({ passed: false, unverified: [] });
    expect(gateResult(reports, 'draft')).toMatchObject({ passed: true, unverified: [{ check: 'npm:lint' }] });
  });

  test('a check that hangs only with the change has failed', async () => {
    const slow = (run: string) => ({
      'a.sh': run,
      '.github/fettle.yml': "verifiers: [{ name: slow, run: 'bash ./a.sh', timeout: 3 }]",
    });
    const { reports, opened } = await verifyTrees(slow('true\n'), slow('sleep 300\n'));
    expect(reports).toMatchObject([
      { check: 'custom:slow', result: 'failed', baseline: 'green', summary: expect.stringContaining('time limit') },
    ]);
    expect(opened).toEqual(['gate:tree', 'baseline:base']);
  });

  test('a check that hangs is timed_out and everything it started is gone', async () => {
    const config = 'verifiers:\n  - { name: slow, run: sleep 300 & sleep 300, timeout: 1s }\n';
    const base: Tree = { '.github/fettle.yml': config, a: '1' };
    const { reports } = await verifyTrees(base, { ...base, a: '2' });
    expect(reports).toMatchObject([{ check: 'custom:slow', result: 'could_not_run', reason: 'timed_out' }]);
  });

  test('no verifier at all is said', async () => {
    const { reports, opened } = await verifyTrees({ a: '1' }, { a: '2' });
    expect(reports).toMatchObject([{ result: 'could_not_run', reason: 'no_verifier' }]);
    expect(opened).toEqual([]);
  });
});

test('tests that are no longer listed are named, however many others came; a green run of that kind is not remembered', async () => {
  const cases = (...names: string[]) =>
    `import unittest\n\nclass T(unittest.TestCase):\n${names.map((name) => `    def ${name}(self): pass\n`).join('')}`;
  const base: Tree = { 'a.py': '', 'test_a.py': cases('test_one', 'test_two') };
  const stored = new Map<string, unknown>();
  const memory = {
    get: async (key: string) => stored.get(key),
    set: async (k: string, v: unknown) => void stored.set(k, v),
  };
  const withIds = (tree: Tree) => ({ ...filesOf(tree), ids: async () => new Map(Object.entries(tree)) });
  const tree = { ...base, 'test_a.py': cases('test_one', 'test_three', 'test_four') };
  const { reports } = await verifyTrees(base, tree, { memory, filesOf: withIds });
  expect(reports).toMatchObject([
    {
      result: 'passed',
      summary: expect.stringContaining('not listed any more, as they are on base: test_a.T.test_two'),
      names: { gone: ['test_a.T.test_two'], come: ['test_a.T.test_four', 'test_a.T.test_three'] },
    },
  ]);
  // Another base never had it.
  const other = { ...base, 'test_a.py': cases('test_one') };
  const again = await verifyTrees(other, tree, { memory, filesOf: withIds });
  expect(again.reports).toMatchObject([{ result: 'passed' }]);
  expect(again.reports[0]?.names).toBeUndefined();
});

test('checks run in order: static, build, test; a test may need the build, on base too', async () => {
  const base = project({
    'package.json': manifest({ test: 'node --test', build: 'cp -r src dist', lint: 'node --check src/sum.js' }),
    'test/sum.test.js': test_(ADDS, OLD_BUG).replace('../src', '../dist'),
  });
  const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': `${SUM}// more\n` });
  expect(reports.map(({ check, result }) => `${check} ${result}`)).toEqual([
    'npm:lint passed',
    'npm:build passed',
    'npm:test pre_existing',
  ]);
});

test('what is known of base is not run a second time', async () => {
  const base = project({ 'test/sum.test.js': test_(ADDS, OLD_BUG) });
  const baseline = new Map();
  await verifyTrees(base, { ...base, 'src/sum.js': BROKEN }, { baseline });
  const again = await verifyTrees(base, { ...base, 'src/sum.js': `${BROKEN}// more\n` }, { baseline });
  expect(again.reports).toMatchObject([{ result: 'failed', baseline: 'red' }]);
  expect(again.opened).toEqual(['gate:tree']);
});

test("the repository's own command runs where its globs say so", async () => {
  const config = 'verifiers:\n  - { name: docs, when: [docs/**], run: "test -s docs/a.md", cwd: "" }\n';
  const base: Tree = { '.github/fettle.yml': config, 'docs/a.md': 'x', 'src/a.js': '1' };
  const red = await verifyTrees(base, { ...base, 'docs/a.md': '' });
  expect(red.reports).toMatchObject([{ check: 'custom:docs', result: 'failed', command: 'test -s docs/a.md' }]);
  const elsewhere = await verifyTrees(base, { ...base, 'src/a.js': '2' });
  expect(elsewhere.reports).toMatchObject([{ reason: 'no_verifier' }]);
});

test('a folder that the change removed', async () => {
  const config = 'verifiers:\n  - { name: site, run: "true", cwd: site }\n';
  const base: Tree = {
    ...project(),
    '.github/fettle.yml': config,
    'site/a.md': '1',
    'b/package.json': manifest({ test: 'x' }),
    'b/package-lock.json': '{}',
  };
  const { 'site/a.md': _, 'b/package.json': __, 'b/package-lock.json': ___, ...tree } = base;
  const { reports } = await verifyTrees(base, tree);
  expect(reports.map(({ check, result }) => `${check} ${result}`)).toEqual(['npm:test passed', 'custom:site failed']);
});

describe('installs', () => {
  const lock = (host: string) =>
    JSON.stringify({ packages: { 'node_modules/x': { resolved: `https://${host}/x.tgz` } } });
  const withDeps = (host: string, version = '1') =>
    project({
      'package.json': manifest({ test: 'node --test' }, { dependencies: { x: version } }),
      'package-lock.json': lock(host),
    });
  const failed = (refused: string[] = []) =>
    ({ status: 'failed', reason: 'install_failed', output: 'npm error code ERESOLVE', refused }) as const;

  test("a change that touches no manifest installs base's dependencies", async () => {
    const base = withDeps('packages.example.com');
    const { prepared, reports } = await verifyTrees(base, { ...base, 'src/sum.js': `${SUM}//\n` });
    expect(prepared).toHaveLength(1);
    expect(prepared[0]).toMatchObject({
      argv: ['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts'],
      hosts: ['packages.example.com'],
    });
    expect(reports).toMatchObject([{ result: 'passed' }]);
  });

  test('a changed lockfile is installed, but can reach no host that base does not name', async () => {
    const { prepared } = await verifyTrees(withDeps('packages.example.com'), withDeps('evil.example.net', '2'));
    expect(prepared).toHaveLength(1);
    expect(prepared[0]?.hosts).toEqual([]);
    expect(prepared[0]?.files.get('package-lock.json')?.toString()).toContain('evil.example.net');
  });

  test("the installer's own settings are base's, and the tree's only for the tree's own plan", async () => {
    const base = { ...withDeps('a.example.com'), '.npmrc': 'fund=false\n' };
    const tree = { ...withDeps('a.example.com', '2'), '.npmrc': 'git=/workspace/x.sh\n' };
    const rcOf = async (more: Parameters<typeof verifyTrees>[2]) =>
      (await verifyTrees(base, tree, more)).prepared[0]?.files.get('.npmrc')?.toString();
    expect(await rcOf({})).toBe('fund=false\n');
    expect(await rcOf({ scripts: 'tree' })).toBe('git=/workspace/x.sh\n');
    const { prepared } = await verifyTrees(withDeps('a.example.com'), tree);
    expect(prepared[0]?.files.has('.npmrc')).toBe(false);
  });

  test('an install that the change broke is failed; nothing else is run', async () => {
    const { reports, opened } = await verifyTrees(withDeps('a.example.com'), withDeps('a.example.com', '2'), {
      prepare: (spec) =>
        spec.files.get('package.json')?.toString().includes('"x": "2"') === true
          ? failed(['b.example.com'])
          : { status: 'ready', layer: { key: 'k', volume: 'v' }, cached: true, durationMs: 0, refused: [] },
    });
    expect(reports).toMatchObject([
      { check: 'npm:install', result: 'failed', summary: expect.stringContaining('b.example.com') },
      { check: 'npm:test', result: 'could_not_run', reason: 'install_failed' },
    ]);
    expect(opened).toEqual([]);
  });

  test('an install that wants GitHub, which no sandbox reaches, could not run, whoever is at fault', async () => {
    const { reports } = await verifyTrees(withDeps('a.example.com'), withDeps('a.example.com', '2'), {
      prepare: () => failed(['github.com:443']),
    });
    expect(reports).toMatchObject([
      {
        result: 'could_not_run',
        reason: 'install_failed',
        summary: expect.stringContaining('asked for github.com:443'),
      },
      { result: 'could_not_run', reason: 'install_failed' },
    ]);
  });

  test("an install that fails on base too is base's fault", async () => {
    const base = withDeps('a.example.com');
    const { reports } = await verifyTrees(base, { ...base, 'src/sum.js': BROKEN }, { prepare: () => failed() });
    expect(reports.map((report) => report.reason)).toEqual(['base_red', 'base_red']);
  });
});

test('a cancelled run stops a check under way and throws', async () => {
  const base = project({ 'package.json': manifest({ test: 'sleep 300' }) });
  const stop = new AbortController();
  const run = verifyTrees(
    base,
    { ...base, 'src/sum.js': BROKEN },
    {
      context: { signal: stop.signal, onProgress: () => stop.abort(new Error('label removed')) } as never,
    },
  );
  await expect(run).rejects.toThrow('label removed');
});

test('the text for the agent stays short, whatever the tools print', () => {
  const report: Omit<Report, 'check' | 'detail'> = {
    component: '',
    phase: 'test',
    command: 'x',
    result: 'failed',
    summary: 's',
    failures: [],
    durationMs: 1,
  };
  const reports = Array.from({ length: 30 }, (_, n) => ({
    ...report,
    summary: 's'.repeat(500),
    check: `c${n}`,
    detail: 'y'.repeat(50_000),
  }));
  const text = reportText(reports);
  expect(text.length).toBeLessThanOrEqual(9000);
  expect(text).toContain('c29: FAILED');
});
