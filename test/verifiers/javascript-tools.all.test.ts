import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/verifiers/types.ts';
import { realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/**
 * Every tool for real, without any script: one workspace with a package for each, verified once as it is and once with a
 * fault in each package.
 */
const inContainers = realVerification();

const SUM = 'export const sum = (a, b) => a + b;\n';
const WRONG = { 'sum.js': 'export const sum = (a, b) => a - b;\n' };
const MAIN = "import { a } from './a.js';\n\nconsole.log(a);\n";
const LOST = { 'src/main.js': "import { a } from './gone.js';\n\nconsole.log(a);\n" };
const A = 'export const a = 1;\n';

interface Tool {
  check: string;
  dev: Record<string, string>;
  files: Tree;
  broken: Tree;
  /** What an engineer has to be told. */
  says: string[];
}

const TOOLS: Record<string, Tool> = {
  jest: {
    check: 'jest',
    dev: { jest: '30.5.2' },
    files: {
      'sum.js': 'module.exports = (a, b) => a + b;\n',
      'sum.test.js':
        "const sum = require('./sum');\ndescribe('sum', () => { test('adds', () => expect(sum(1, 2)).toBe(3)); });\n",
    },
    broken: { 'sum.js': 'module.exports = (a, b) => a - b;\n' },
    says: ['sum › adds', 'Expected: 3', 'sum.test.js'],
  },
  vitest: {
    check: 'vitest',
    dev: { vitest: '5.1.1' },
    files: {
      'sum.js': SUM,
      'sum.test.js':
        "import { expect, test } from 'vitest';\nimport { sum } from './sum.js';\ntest('adds', () => expect(sum(1, 2)).toBe(3));\n",
    },
    broken: WRONG,
    says: ['sum.test.js > adds', 'expected -1 to be 3'],
  },
  mocha: {
    check: 'mocha',
    dev: { mocha: '12.0.3' },
    files: {
      'sum.js': SUM,
      'test/sum.js':
        "import assert from 'node:assert';\nimport { sum } from '../sum.js';\ndescribe('sum', () => { it('adds', () => assert.equal(sum(1, 2), 3)); });\n",
    },
    broken: WRONG,
    says: ['adds', '-1 == 3', 'test/sum.js'],
  },
  ava: {
    check: 'ava',
    dev: { ava: '7.0.0' },
    files: {
      'sum.js': SUM,
      'test/sum.js':
        "import test from 'ava';\nimport { sum } from '../sum.js';\ntest('adds', (t) => t.is(sum(1, 2), 3));\n",
    },
    broken: WRONG,
    says: ['adds', 'test/sum.js:3'],
  },
  jasmine: {
    check: 'jasmine',
    dev: { jasmine: '7.0.0' },
    files: {
      'sum.js': SUM,
      'spec/support/jasmine.json': '{ "spec_dir": "spec", "spec_files": ["**/*[sS]pec.js"] }\n',
      'spec/sumSpec.js':
        "import { sum } from '../sum.js';\ndescribe('sum', () => { it('adds', () => expect(sum(1, 2)).toBe(3)); });\n",
    },
    broken: WRONG,
    says: ['sum adds', 'Expected -1 to be 3'],
  },
  tap: {
    check: 'tap',
    dev: { tap: '21.8.0' },
    files: {
      'sum.js': SUM,
      'test/sum.js':
        "import t from 'tap';\nimport { sum } from '../sum.js';\nt.test('adds', (t) => { t.equal(sum(1, 2), 3); t.end(); });\n",
    },
    broken: WRONG,
    says: ['adds', 'test/sum.js'],
  },
  node: {
    check: 'node-test',
    dev: {},
    files: {
      'sum.js': SUM,
      'test/sum.js':
        "import test from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from '../sum.js';\ntest('adds', () => assert.equal(sum(1, 2), 3));\n",
    },
    broken: WRONG,
    says: ['test/sum.js:4: adds'],
  },
  tsc: {
    check: 'tsc',
    dev: { typescript: '7.0.2' },
    files: {
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "composite": true, "types": [] }, "include": ["src"] }',
      'src/a.ts': 'export const a: number = 1;\n',
    },
    broken: { 'src/a.ts': "export const a: number = 'x';\n" },
    says: ['src/a.ts:1:14: error TS2322'],
  },
  references: {
    check: 'tsc',
    dev: { typescript: '7.0.2' },
    files: {
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./lib" }, { "path": "./app" }] }',
      'lib/tsconfig.json': '{ "compilerOptions": { "composite": true, "outDir": "out", "types": [] } }',
      'lib/a.ts': 'export const a: number = 1;\n',
      'app/tsconfig.json':
        '{ "compilerOptions": { "composite": true, "outDir": "out", "types": [] }, "references": [{ "path": "../lib" }] }',
      'app/b.ts': "import { a } from '../lib/a.js';\nexport const b: number = a;\n",
    },
    broken: { 'lib/a.ts': "export const a: string = 'x';\n" },
    says: ['app/b.ts:2:14: error TS2322'],
  },
  vue: {
    check: 'vue-tsc',
    dev: { 'vue-tsc': '3.3.14', vue: '3.5.22', typescript: '5.9.3' },
    files: {
      'tsconfig.json':
        '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "types": [] }, "include": ["src"] }',
      'src/A.vue': '<script setup lang="ts">\nconst a = 1;\n</script>\n<template><p>{{ a }}</p></template>\n',
    },
    broken: { 'src/A.vue': '<script setup lang="ts">\nconst a = 1;\n</script>\n<template><p>{{ b }}</p></template>\n' },
    says: ['src/A.vue:4:17: error TS2339'],
  },
  eslint: {
    check: 'eslint',
    dev: { eslint: '10.15.0' },
    files: { 'eslint.config.js': "export default [{ rules: { 'no-debugger': 'error' } }];\n", 'a.js': A },
    broken: { 'a.js': `debugger;\n${A}` },
    says: ['a.js:1:1', 'no-debugger'],
  },
  oxlint: {
    check: 'oxlint',
    dev: { oxlint: '1.94.0' },
    files: { '.oxlintrc.json': '{ "rules": { "no-debugger": "error" } }\n', 'a.js': A },
    broken: { 'a.js': `debugger;\n${A}` },
    says: ['a.js:1:1', 'no-debugger'],
  },
  biome: {
    check: 'biome-lint',
    dev: { '@biomejs/biome': '2.6.8' },
    files: { 'biome.json': '{ "formatter": { "enabled": false } }\n', 'a.js': A },
    broken: { 'a.js': `debugger;\n${A}` },
    says: ['a.js:1:1', 'noDebugger'],
  },
  'biome-format': {
    check: 'biome-format',
    dev: { '@biomejs/biome': '2.6.8' },
    files: {
      'biome.json':
        '{\n  "linter": { "enabled": false },\n  "formatter": { "indentStyle": "space" },\n  "files": { "includes": ["*.js"] }\n}\n',
      'a.js': A,
    },
    broken: { 'a.js': 'export const a   = 1;\n' },
    says: ['a.js'],
  },
  prettier: {
    check: 'prettier',
    dev: { prettier: '3.10.1' },
    files: { '.prettierrc': '{}\n', '.prettierignore': 'package.json\n', 'a.js': A },
    broken: { 'a.js': 'export const a   = 1;\n' },
    says: ['a.js'],
  },
  stylelint: {
    check: 'stylelint',
    dev: { stylelint: '18.0.0' },
    files: { '.stylelintrc.json': '{ "rules": { "color-no-invalid-hex": true } }\n', 'a.css': 'a { color: #fff; }\n' },
    broken: { 'a.css': 'a { color: #ff; }\n' },
    says: ['a.css:1:12', 'color-no-invalid-hex'],
  },
  vite: {
    check: 'vite',
    dev: { vite: '8.3.8' },
    files: {
      'vite.config.js': 'export default {};\n',
      'index.html': '<script type="module" src="/src/main.js"></script>\n',
      'src/main.js': MAIN,
      'src/a.js': A,
    },
    broken: LOST,
    says: ['gone.js'],
  },
  webpack: {
    check: 'webpack',
    dev: { webpack: '5.112.2', 'webpack-cli': '7.3.1' },
    files: {
      'webpack.config.js': "export default { mode: 'production', entry: './src/main.js' };\n",
      'src/main.js': MAIN,
      'src/a.js': A,
    },
    broken: LOST,
    says: ['./src/main.js 1:0', "Can't resolve './gone.js'"],
  },
  rollup: {
    check: 'rollup',
    dev: { rollup: '4.68.8' },
    files: {
      'rollup.config.js': "export default { input: 'src/main.js', output: { dir: 'dist' } };\n",
      'src/main.js': MAIN,
      'src/a.js': A,
    },
    broken: { 'src/a.js': 'export const b = 1;\n' },
    says: ['src/main.js (1:9)', '"a" is not exported by "src/a.js"'],
  },
  esbuild: {
    check: 'esbuild',
    dev: { esbuild: '0.28.2' },
    files: {
      'esbuild.config.js':
        "import { build } from 'esbuild';\nawait build({ entryPoints: ['src/main.js'], bundle: true, outdir: 'dist' });\n",
      'src/main.js': MAIN,
      'src/a.js': A,
    },
    broken: LOST,
    says: ['src/main.js:1:18', './gone.js'],
  },
};

const names = Object.keys(TOOLS);
const under = (name: string, files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`p/${name}/${path}`, text]));
const manifestOf = (name: string): string => {
  const type = name === 'jest' ? 'commonjs' : 'module';
  return JSON.stringify({ name: `a-${name}`, version: '1.0.0', type, devDependencies: TOOLS[name]?.dev });
};
const every = (pick: (tool: Tool, name: string) => Tree): Tree =>
  Object.assign({}, ...Object.entries(TOOLS).map(([name, tool]) => under(name, pick(tool, name))));

const base: Tree = {
  'package.json': JSON.stringify({ name: 'root', private: true, workspaces: ['p/*'] }),
  ...every((tool, name) => ({ 'package.json': manifestOf(name), ...tool.files })),
};

/** They count; for the others a passed check is what base shows when the faulty tree is compared with it. */
const RUNNERS = ['jest', 'vitest', 'mocha', 'ava', 'jasmine', 'node', 'tap'];

describe('each tool', () => {
  const reports = { green: new Map<string, Report>(), red: new Map<string, Report>() };
  const byId = (all: readonly Report[]) => new Map(all.map((report) => [report.check, report]));
  const id = (name: string) => `npm:${TOOLS[name]?.check} p/${name}`;

  test('is run, on a green tree and on one with faults', async () => {
    const touched = Object.assign({}, ...RUNNERS.map((name) => under(name, { 'README.md': 'x' })));
    reports.green = byId((await inContainers(base, { ...base, ...touched })).reports);
    const faulty = { ...base, ...every((tool) => tool.broken) };
    reports.red = byId((await inContainers(base, faulty, { only: 'all', keepGoing: true })).reports);
    expect([...reports.green.keys()].sort()).toEqual(RUNNERS.map(id).sort());
    expect([...reports.red.keys()].sort()).toEqual(names.map(id).sort());
  }, 900_000);

  test.each(names)('%s', (name) => {
    const red = reports.red.get(id(name));
    expect(red).toMatchObject({ result: 'failed', baseline: 'green' });
    for (const word of TOOLS[name]?.says ?? []) expect(red?.detail).toContain(word);
    if (!RUNNERS.includes(name)) return;
    expect(reports.green.get(id(name))).toMatchObject({ result: 'passed', tests: { passed: 1, failed: 0 } });
    expect(red?.tests).toMatchObject({ passed: 0, failed: 1 });
  });
});

/** A suite with an old fault, in the words of each runner; base is then asked for that one test. */
const OLD_FAULTS: Record<string, [string, Record<string, string>, string]> = {
  jest: ['jest', { jest: '30.5.2' }, ''],
  vitest: ['vitest run', { vitest: '5.1.1' }, "import { describe, it } from 'vitest';\n"],
  mocha: ['mocha a.test.js', { mocha: '12.0.3' }, ''],
  node: ['node --test', {}, "import { describe, it } from 'node:test';\n"],
};

test('an old fault in a suite is found on base by its name, and does not block', async () => {
  const project: Tree = { 'package.json': JSON.stringify({ name: 'root', private: true, workspaces: ['p/*'] }) };
  for (const [name, [script, devDependencies, head]] of Object.entries(OLD_FAULTS)) {
    const type = name === 'jest' ? 'commonjs' : 'module';
    const manifest = { name: `a-${name}`, version: '1.0.0', type, scripts: { test: script }, devDependencies };
    project[`p/${name}/package.json`] = JSON.stringify(manifest);
    project[`p/${name}/a.test.js`] =
      `${head}describe('sum (old)', () => { it('fails', () => { throw new Error('old'); }); it('works', () => {}); });\n`;
  }
  const touched = Object.assign({}, ...Object.keys(OLD_FAULTS).map((name) => under(name, { 'README.md': 'x' })));
  const { reports } = await inContainers(project, { ...project, ...touched });
  expect(reports.map(({ check, result, summary }) => [check, result, summary])).toEqual(
    ['jest', 'mocha', 'node', 'vitest'].map((name) => [
      `npm:test p/${name}`,
      'pre_existing',
      expect.stringContaining('as red on the base commit'),
    ]),
  );
}, 900_000);
