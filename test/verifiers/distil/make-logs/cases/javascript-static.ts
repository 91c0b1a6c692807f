import { lines, type LogCase } from '../log-case.ts';

const ts = { language: 'typescript' } as const;
const js = { language: 'javascript' } as const;
const tsconfig = { 'tsconfig.json': '{"compilerOptions":{"strict":true,"noEmit":true,"target":"es2022","module":"nodenext","types":[]},"include":["src"]}' };

export const tscCases: LogCase[] = [
  {
    ...ts, tool: 'tsc', slug: 'one-error', kind: 'compile',
    files: { ...tsconfig, 'src/user.ts': `export interface User { id: number; name: string }\n`, 'src/main.ts': `import type { User } from './user.js';\nconst user: User = { id: '7', name: 'Ann' };\nconsole.log(user);\n` },
    command: 'npx tsc -p .',
    essential: ['src/main.ts', '/main\\.ts[(:]2[,:]22/', "TS2322", "Type 'string' is not assignable to type 'number'"],
  },
  {
    ...ts, tool: 'tsc', slug: 'cascade', kind: 'compile',
    files: {
      ...tsconfig, 'src/shapes.ts': `export interface Shape { area(): number }\n`,
      ...Object.fromEntries(Array.from({ length: 30 }, (_, f) => [`src/use${f}.ts`, `import { Shap } from './shapes.js';\n${lines(12, (n) => `export const s${n}: Shap = { area: (): string => 'big ${n}' };\nexport const w${n}: number = (s${n} as { area(): string }).area();`)}\n`])),
    },
    command: 'npx tsc -p .',
    essential: ["src/use0.ts(1,10): error TS2724: '\"./shapes.js\"' has no exported member named 'Shap'. Did you mean 'Shape'?", "/and \\d+ more|\\d+ more (?:like|left)/"],
  },
  { ...ts, tool: 'tsc', slug: 'pretty', kind: 'compile', files: { ...tsconfig, 'src/a.ts': `export function half(n: number): number {\n  return n / two;\n}\nhalf('8');\n` }, command: 'npx tsc -p . --pretty', essential: ["Cannot find name 'two'", 'src/a.ts:2:14', "Argument of type 'string' is not assignable to parameter of type 'number'", 'src/a.ts:4:6'] },
  { ...ts, tool: 'tsc', slug: 'missing-module', kind: 'dependency', files: { ...tsconfig, 'src/a.ts': `import { chunk } from 'lodash-like';\nexport const b = chunk([1, 2], 1);\n` }, command: 'npx tsc -p .', essential: ["Cannot find module 'lodash-like'", 'src/a.ts(1,23)'] },
  { ...ts, tool: 'tsc', slug: 'syntax', kind: 'compile', files: { ...tsconfig, 'src/a.ts': `export const list = [1, 2;\n` }, command: 'npx tsc -p .', essential: ['TS1005', 'src/a.ts(1,26)'] },
  { ...ts, tool: 'tsc', slug: 'no-inputs', kind: 'compile', files: { 'tsconfig.json': '{"include":["nothing"]}' }, command: 'npx tsc -p .', essential: ['TS18003', 'No inputs were found in config file'] },
  { ...ts, tool: 'tsc', slug: 'green', kind: 'success', files: { ...tsconfig, 'src/a.ts': 'export const a = 1;\n' }, command: 'npx tsc -p .', essential: [] },
  { ...ts, tool: 'pyright', slug: 'types', kind: 'compile', files: { 'app.py': `def area(width: int, height: int) -> int:\n    return width * height\n\n\nresult: str = area(2, "3")\n` }, command: 'npx pyright --pythonpath /usr/bin/python3 app.py', essential: ['app.py:5:23', '/cannot be assigned to parameter "height"/', 'app.py:5:15'] },
];

const eslintConfig = { 'eslint.config.mjs': `export default [{ rules: { 'no-unused-vars': 'error', 'no-undef': 'error', eqeqeq: 'error', 'prefer-const': 'warn' } }];\n` };
export const lintCases: LogCase[] = [
  { ...js, tool: 'eslint', slug: 'two-files', kind: 'lint', files: { ...eslintConfig, 'src/a.js': `const unused = 1;\nexport const f = (x) => x == 2;\n`, 'src/b.js': `let a = 1;\nexport default () => a + missing;\n` }, command: 'npx eslint src', essential: ['src/a.js', '1:7', "'unused' is assigned a value but never used", 'no-unused-vars', '2:27', "Expected '===' and instead saw '=='", 'src/b.js', '2:26', "'missing' is not defined"], noise: ["'a' is never reassigned"] },
  { ...js, tool: 'eslint', slug: 'parse-error', kind: 'compile', files: { ...eslintConfig, 'src/a.js': `export const f = (x) => {\n  return x +;\n};\n` }, command: 'npx eslint src', essential: ['src/a.js', '2:13', 'Parsing error: Unexpected token ;'] },
  { ...js, tool: 'eslint', slug: 'many', kind: 'lint', files: { ...eslintConfig, ...Object.fromEntries(Array.from({ length: 20 }, (_, f) => [`src/f${f}.js`, `${lines(15, (n) => `export const g${n} = (x) => x == ${n};`)}\n`])) }, command: 'npx eslint src', essential: ["Expected '===' and instead saw '=='", 'eqeqeq', 'src/f0.js', '1:29', '/\\d+ more/'] },
  { ...js, tool: 'eslint', slug: 'max-warnings', kind: 'lint', files: { ...eslintConfig, 'src/a.js': `let a = 1;\nexport default a;\n` }, command: 'npx eslint --max-warnings 0 src', essential: ["'a' is never reassigned. Use 'const' instead", 'src/a.js', '1:5', 'ESLint found too many warnings'] },
  { ...js, tool: 'eslint', slug: 'no-config', kind: 'crash', files: { 'src/a.js': '' }, command: 'npx eslint src', essential: ["ESLint couldn't find an eslint.config.(js|mjs|cjs) file"] },
  { ...js, tool: 'eslint', slug: 'green', kind: 'success', files: { ...eslintConfig, 'src/a.js': 'export const a = 1;\n' }, command: 'npx eslint src', essential: [] },
  { ...js, tool: 'oxlint', slug: 'debugger', kind: 'lint', files: { 'a.js': `debugger;\nexport const f = (x) => x;\n`, 'b.js': `export const g = (x) => { if (x = 1) return x; return x === x; };\n` }, command: 'npx oxlint -D correctness a.js b.js', essential: ['no-debugger', 'a.js:1:1', 'no-cond-assign', 'b.js:1'] , hint: 'oxlint' },
  { ...js, tool: 'biome', slug: 'lint', kind: 'lint', files: { 'a.js': `export function f(x) {\n  debugger;\n  return x == null;\n}\n` }, command: 'npx biome lint a.js', essential: ['a.js:2:3', 'lint/suspicious/noDebugger', 'This is an unexpected use of the debugger statement'] },
  { ...js, tool: 'biome', slug: 'format', kind: 'format', files: { 'a.js': `export function f(x) {return   x}\n` }, command: 'npx biome format a.js', essential: ['a.js', '/format/', '/would have printed|Formatter/'] },
  { ...js, tool: 'prettier', slug: 'check', kind: 'format', files: { 'a.js': 'const  a = {b:1}\n', 'b.css': 'a{color:red}\n', 'ok.js': 'const a = 1;\n' }, command: 'npx prettier --check "*.*"', essential: ['a.js', 'b.css', 'Code style issues'], noise: ['ok.js'] },
  { ...js, tool: 'prettier', slug: 'syntax', kind: 'compile', files: { 'a.js': 'const = 1;\n' }, command: 'npx prettier --check a.js', essential: ['a.js', 'SyntaxError', '(1:7)'] },
  { ...js, tool: 'prettier', slug: 'green', kind: 'success', files: { 'ok.js': 'const a = 1;\n' }, command: 'npx prettier --check ok.js', essential: [] },
  { ...js, tool: 'stylelint', slug: 'rules', kind: 'lint', language: 'css', files: { '.stylelintrc.json': '{"rules":{"block-no-empty":true,"color-no-invalid-hex":true}}', 'a.css': 'a { color: #ff; }\n\nb {}\n' }, command: 'npx stylelint a.css', essential: ['a.css', '1:12', '/[Ii]nvalid hex color "#ff"/', '3:3', '/[Ee]mpty block/'] },
  { ...js, tool: 'standard', slug: 'style', kind: 'lint', files: { 'a.js': `var a = "x";\nmodule.exports = a\n` }, command: 'npx standard a.js', essential: ['a.js:1:1', 'a.js:1:9', 'Strings must use singlequote.', 'Extra semicolon.'] },
  { ...js, tool: 'markdownlint', slug: 'heading', kind: 'lint', language: 'markdown', files: { 'a.md': '# A\n\n### C\ntext\n' }, command: 'npx markdownlint a.md', essential: ['a.md:3', 'MD001', 'MD022'] },
];

export const bundlerCases: LogCase[] = [
  { ...js, tool: 'webpack', slug: 'not-found', kind: 'dependency', files: { 'package.json': '{}', 'src/index.js': `import { x } from './helpers/nope';\nconsole.log(x);\n` }, command: 'npx webpack --mode development', essential: ["Module not found: Error: Can't resolve './helpers/nope'", './src/index.js', '1:0'] },
  { ...js, tool: 'webpack', slug: 'syntax', kind: 'compile', files: { 'package.json': '{}', 'src/index.js': `import './b';\n`, 'src/b.js': `export const y = ;\n` }, command: 'npx webpack --mode production', essential: ['./src/b.js', 'Module parse failed: Unexpected token', '(1:17)'] },
  { ...js, tool: 'webpack', slug: 'green', kind: 'success', files: { 'package.json': '{}', 'src/index.js': `console.log(1);\n` }, command: 'npx webpack --mode development', essential: [] },
  { ...js, tool: 'rollup', slug: 'no-export', kind: 'compile', files: { 'package.json': '{"type":"module"}', 'main.js': `import { gone } from './lib.js';\nconsole.log(gone);\n`, 'lib.js': 'export const here = 1;\n' }, command: 'npx rollup main.js -o out.js', essential: ['"gone" is not exported by "lib.js"', 'main.js (1:9)'] },
  { ...js, tool: 'rollup', slug: 'syntax', kind: 'compile', files: { 'package.json': '{"type":"module"}', 'main.js': `export const a = {\n  b: 1,\n` }, command: 'npx rollup main.js -o out.js', essential: ['main.js', 'main.js (3:0)', 'Unexpected token `<eof>`'] },
  { ...js, tool: 'vite', slug: 'unresolved', kind: 'dependency', files: { 'package.json': '{"type":"module"}', 'index.html': '<script type="module" src="/main.js"></script>\n', 'main.js': `import { createApp } from 'vuue';\ncreateApp();\n` }, command: 'npx vite build', essential: ['vuue', 'main.js', '/failed to resolve import|UNRESOLVED_IMPORT|Could not resolve/i'] },
  { ...js, tool: 'vite', slug: 'green', kind: 'success', files: { 'package.json': '{"type":"module"}', 'index.html': '<script type="module" src="/main.js"></script>\n', 'main.js': `console.log(1);\n` }, command: 'npx vite build', essential: [] },
  { ...js, tool: 'esbuild', slug: 'two', kind: 'compile', files: { 'a.js': `import './gone.js';\nimport { b } from './b.js';\nconsole.log(b);\n`, 'b.js': `export const b = 1 +;\n` }, command: 'npx esbuild a.js --bundle --outfile=out.js', essential: ['Could not resolve "./gone.js"', 'a.js:1:7', 'Unexpected ";"', 'b.js:1:20'] },
  { ...js, tool: 'npm', slug: 'missing-script', kind: 'dependency', files: { 'package.json': '{"name":"x","version":"1.0.0","scripts":{"build":"node b.js"}}' }, command: 'npm run biuld', essential: ['Missing script: "biuld"'] },
  { ...js, tool: 'npm', slug: 'bad-json', kind: 'dependency', files: { 'package.json': '{"name":"x",}' }, command: 'npm test', essential: ['EJSONPARSE', 'package.json'] },
  { ...js, tool: 'npm', slug: 'ci-no-lock', kind: 'dependency', files: { 'package.json': '{"name":"x","version":"1.0.0"}' }, command: 'npm ci', essential: ['EUSAGE', 'can only install with an existing package-lock.json'] },
  { ...js, tool: 'npm', slug: 'offline', kind: 'dependency', files: { 'package.json': '{"name":"x","version":"1.0.0","dependencies":{"is-odd":"^3.0.0"}}', 'package-lock.json': '{"name":"x","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"x","version":"1.0.0"}}}' }, command: 'npm ci --offline', essential: ['ENOTCACHED', 'is-odd', "cache mode is 'only-if-cached'"] },
  {
    ...js, tool: 'npm', slug: 'script-chain', kind: 'test', hint: 'npm',
    files: { 'package.json': '{"name":"shop","version":"1.0.0","scripts":{"lint":"eslint src","unit":"mocha","test":"npm run lint && npm run unit"}}', ...eslintConfig, 'src/a.js': 'export const a = 1;\n', 'test/a.js': `it('ships', () => { throw new Error('parcel lost'); });\n` },
    command: 'npm test',
    essential: ['ships', 'parcel lost', 'test/a.js:1'],
  },
  {
    ...js, tool: 'npm', slug: 'workspaces', kind: 'test', hint: 'npm',
    files: {
      'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
      'packages/a/package.json': '{"name":"a","version":"1.0.0","scripts":{"test":"node --test"}}', 'packages/a/a.test.js': `require('node:test')('a is fine', () => {});\n`,
      'packages/b/package.json': '{"name":"b","version":"1.0.0","scripts":{"test":"node --test --test-reporter=spec"}}', 'packages/b/b.test.js': `require('node:test')('b counts', () => { require('node:assert').equal(1, 2); });\n`,
    },
    command: 'npm test --workspaces',
    essential: ['b counts', '1 == 2', 'b.test.js:1'],
  },
];
