import { describe, expect, test } from '@jest/globals';
import { go } from '../../src/verifiers/go/index.ts';
import { javascript } from '../../src/verifiers/javascript/index.ts';
import { python } from '../../src/verifiers/python/index.ts';
import type { Check, Verifier } from '../../src/verifiers/types.ts';
import { filesOf, manifest, type Tree, verifyTrees } from './trees.ts';

const TEST = (body: string) =>
  `import { test } from 'node:test';\nimport { first } from '../src/a.js';\ntest('one', () => {\n${body}\n});\n`;
const A = (inner: string) => `export function first(x) {
  if (x > 1) {
    // Large ones.
    return ${inner};
  }
  return x;
}
`;
const base: Tree = {
  'package.json': manifest({ test: 'node --test' }),
  'src/a.js': A('1'),
  'test/a.test.js': TEST('first(1);'),
};
const unrunOf = async (change: Tree, from: Tree = base, more = {}) =>
  (await verifyTrees(from, { ...from, ...change }, { measure: true, ...more })).reports.map(({ unrun }) => unrun);

describe('Node', () => {
  test('names the lines of changed files that no test ran, without comments and brackets', async () => {
    expect(await unrunOf({ 'src/a.js': A('2') })).toEqual([{ 'src/a.js': [4] }]);
    expect(await unrunOf({ 'src/a.js': A('2'), 'test/a.test.js': TEST('first(2);') })).toEqual([
      { 'src/a.js': [6], 'test/a.test.js': [] },
    ]);
  });

  test('joins what several processes ran', async () => {
    const other = { 'test/b.test.js': TEST('first(2);') };
    expect(await unrunOf({ 'src/a.js': A('2') }, { ...base, ...other })).toEqual([{ 'src/a.js': [] }]);
  });

  test('reads types as Node takes them out, and CommonJS', async () => {
    const of = (path: string, text: string, importing: string) =>
      unrunOf(
        { [path]: `${text}// changed\n` },
        { ...base, [path]: text, 'test/b.test.js': `import { test } from 'node:test';\n${importing}\n` },
      );
    const typed = 'interface A { b: string }\nexport const k = (a: A): string => {\n  return a.b;\n};\n';
    expect(await of('src/k.ts', typed, "import { k } from '../src/k.ts';\ntest('k', () => void k);")).toEqual([
      { 'src/k.ts': [3] },
    ]);
    const old = 'exports.h = (x) => {\n  if (x) return 1;\n  return 2;\n};\n';
    expect(await of('src/h.cjs', old, "import h from '../src/h.cjs';\ntest('h', () => void h.h(1));")).toEqual([
      { 'src/h.cjs': [3] },
    ]);
  });

  test('says of a file that nothing loads that no line ran, where its neighbours are loaded as they stand', async () => {
    expect(await unrunOf({ 'src/new.js': 'export const a = 1;\n\n// a\nexport const b = 2;\n' })).toEqual([
      { 'src/new.js': [1, 4] },
    ]);
    expect(await unrunOf({ 'lib/new.js': 'export const a = 1;\n' })).toEqual([undefined]);
    const typed = {
      'src/k.ts': 'export const k: number = 1;\n',
      'test/b.test.js':
        "import { test } from 'node:test';\nimport { k } from '../src/k.ts';\ntest('k', () => void k);\n",
    };
    const types = { 'src/types.ts': 'export interface A { b: string }\n' };
    expect(await unrunOf(types, { ...base, ...typed })).toEqual([undefined]);
  });

  test('says nothing of what was changed on its way to the tests', async () => {
    const built = {
      'package.json': manifest({
        build: 'mkdir -p dist && sed s/Large/Small,/ src/a.js > dist/a.js',
        test: 'node --test',
      }),
    };
    const from = { ...base, ...built, 'test/a.test.js': TEST('first(1);').replace('../src', '../dist') };
    expect(await unrunOf({ 'src/a.js': A('2') }, from)).toEqual([undefined, undefined]);
    const hook = `import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    return url.endsWith('src/a.js') ? { ...loaded, source: '/* more */\\n' + loaded.source } : loaded;
  },
});
`;
    const hooked = { ...base, 'hook.js': hook, 'package.json': manifest({ test: 'node --import ./hook.js --test' }) };
    expect(await unrunOf({ 'src/a.js': A('2') }, hooked)).toEqual([undefined]);
  });

  test('measures only where it is asked to, and what is red not at all', async () => {
    expect(await unrunOf({ 'src/a.js': A('2') }, base, { measure: false })).toEqual([undefined]);
    expect(await unrunOf({ 'test/a.test.js': TEST('throw first;') })).toEqual([undefined]);
  });

  test('changes neither the result nor the command that people see', async () => {
    const script = `node -e "process.exit(process.env.NODE_V8_COVERAGE ? 1 : 0)" && node --test`;
    const from = { ...base, 'package.json': manifest({ test: script }) };
    const { reports } = await verifyTrees(from, { ...from, 'src/a.js': A('2') }, { measure: true });
    expect(reports).toMatchObject([{ result: 'passed', command: 'npm run test', tests: { passed: 1 } }]);
    expect(reports[0]?.unrun).toBeUndefined();
  });
});

describe('other tools', () => {
  const checkOf = async (verifier: Verifier, tree: Tree, kind = 'test') =>
    (await verifier.plan(filesOf(tree))).checks.find(({ phase }) => phase === kind) as Check;

  test('Jest and Vitest by their own options, others not at all', async () => {
    const argv = async (script: string) => {
      const check = await checkOf(javascript, { 'package.json': manifest({ test: script }) });
      return javascript.measure?.(check, ['src/a.tsx', 'a.css'])?.check.argv.join(' ') ?? null;
    };
    expect(await argv('jest')).toMatch(
      /-- --coverage --coverageReporters=json --coverageDirectory=\/tmp\/fettle-lines-/,
    );
    expect(await argv('vitest run')).toContain('--coverage.enabled --coverage.reporter=json');
    for (const script of ['bun test', 'playwright test', 'jest && true', 'node --test'])
      expect([script, await argv(script)]).toEqual([script, null]);
  });

  test("Go's blocks: one that ran in the tests of some package ran", async () => {
    const check = await checkOf(go, { 'shop/go.mod': 'module example.com/shop\n', 'shop/a_test.go': '' });
    const measure = go.measure?.(check, ['shop/cart/a.go', 'shop/a.go', 'shop/a_test.go', 'shop/gone.go']);
    expect(measure?.check.argv.slice(-3)).toEqual([
      expect.stringMatching(/^-coverprofile=\/tmp\//),
      '-coverpkg=./...',
      './...',
    ]);
    const profile = [
      'mode: set',
      'example.com/shop/cart/a.go:3.20,5.2 2 0',
      'example.com/shop/cart/a.go:5.2,8.10 2 1',
      'example.com/shop/cart/a.go:10.1,11.2 1 0',
      'example.com/shop/a.go:1.1,2.2 1 0',
      'example.com/shop/cart/a.go:10.1,11.2 1 3',
      'nonsense',
    ].join('\n');
    expect(Object.fromEntries(measure?.unrun(profile) ?? [])).toEqual({
      'shop/cart/a.go': [3, 4],
      'shop/a.go': [1, 2],
    });
    expect(go.measure?.(check, ['shop/a_test.go'])).toBeNull();
  });

  test('pytest-cov by its report', async () => {
    const check = await checkOf(python, { 'a/pyproject.toml': '[tool.pytest.ini_options]', 'a/tests/test_x.py': '' });
    const measure = python.measure?.(check, ['a/shop.py', 'a/other.py']);
    expect(measure?.check.command).toBe(check.command);
    expect(measure?.check.argv).toContain('--cov-fail-under=0');
    const report = { files: { 'shop.py': { missing_lines: [3, 4] } } };
    expect(Object.fromEntries(measure?.unrun(JSON.stringify(report)) ?? [])).toEqual({ 'a/shop.py': [3, 4] });
    for (const output of ['', '{}', '{"files":{"shop.py":{"missing_lines":["x"]}}}', 'null'])
      expect(measure?.unrun(output).size).toBe(0);
  });
});
