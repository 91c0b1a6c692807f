import { expect, jest, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** Which changed lines tests run, as the real tools tell it. */
const inContainers = realVerification();
const inPolyglot = realVerification(POLYGLOT);
jest.setTimeout(900_000);

/** Fails when measuring left anything behind. */
const CLEAN = 'verifiers: [{ name: clean, run: \'test -z "$(git status --porcelain)"\' }]\n';

const RUNNERS: Record<string, [script: string | null, Record<string, string>, head: string]> = {
  jest: ['jest', { jest: '30.5.2' }, ''],
  tool: [null, { jest: '30.5.2' }, ''],
  vitest: ['vitest run', { vitest: '5.1.1', '@vitest/coverage-v8': '5.1.1' }, "import { test } from 'vitest';\n"],
  mocha: ['mocha a.test.js', { mocha: '12.0.3' }, 'const test = it;\n'],
  ava: ['ava', { ava: '7.0.0' }, "import test from 'ava';\n"],
};
const isOld = (name: string) => name === 'jest' || name === 'tool';
const source = (name: string, limit: number) =>
  `${isOld(name) ? 'exports.f' : 'export const f'} = (x) => {\n  if (x > ${limit}) {\n    return 1;\n  }\n  return 2;\n};\n`;

test('JavaScript: by the options of Jest and Vitest, by V8 for others', async () => {
  const base: Tree = { 'package.json': JSON.stringify({ name: 'root', private: true, workspaces: ['p/*'] }) };
  for (const [name, [script, devDependencies, head]] of Object.entries(RUNNERS)) {
    base[`p/${name}/package.json`] = JSON.stringify({
      name: `a-${name}`,
      version: '1.0.0',
      type: isOld(name) ? 'commonjs' : 'module',
      devDependencies,
      ...(script === null ? {} : { scripts: { test: script } }),
    });
    const importing = isOld(name) ? "const { f } = require('./a.js');" : "import { f } from './a.js';";
    const body = name === 'ava' ? '(t) => t.is(f(1), 2)' : '() => { if (f(1) !== 2) throw new Error(); }';
    base[`p/${name}/a.js`] = source(name, 10);
    base[`p/${name}/a.test.js`] = `${head}${importing}\ntest('small', ${body});\n`;
  }
  const changed = Object.fromEntries(Object.keys(RUNNERS).map((name) => [`p/${name}/a.js`, source(name, 20)]));
  const { reports } = await inContainers(base, { ...base, ...changed }, { measure: true });
  expect(reports.map(({ result }) => result)).toEqual(Object.keys(RUNNERS).map(() => 'passed'));
  expect(Object.assign({}, ...reports.map(({ unrun }) => unrun))).toEqual({
    'p/jest/a.js': [3],
    'p/tool/a.js': [3],
    'p/vitest/a.js': [3],
    'p/mocha/a.js': [3],
    'p/ava/a.js': [3],
  });
});

test('Go: by its own profile', async () => {
  const base: Tree = {
    '.github/fettle.yml': CLEAN,
    'go.mod': 'module example.com/demo\n\ngo 1.19\n',
    'calc/calc.go': 'package calc\n\nfunc F(x int) int {\n\tif x > 10 {\n\t\treturn 1\n\t}\n\treturn 2\n}\n',
    'shop/shop_test.go':
      'package shop\n\nimport (\n\t"testing"\n\n\t"example.com/demo/calc"\n)\n\nfunc TestF(t *testing.T) {\n\tif calc.F(1) != 2 {\n\t\tt.Fatal()\n\t}\n}\n',
  };
  const change = { 'calc/calc.go': (base['calc/calc.go'] ?? '').replace('10', '20') };
  const { reports } = await inPolyglot(base, { ...base, ...change }, { measure: true });
  expect(reports.map(({ check, result }) => `${check} ${result}`)).toContain('custom:clean passed');
  expect(reports.find(({ check }) => check === 'go:test')).toMatchObject({
    result: 'passed',
    // A block ends with its bracket.
    unrun: { 'calc/calc.go': [5, 6] },
  });
});
