import { lines, type LogCase } from '../log-case.ts';

const js = { language: 'javascript' } as const;
const jest = 'npx jest --config "{}"';

const passing = (name: string): string =>
  `describe('${name}', () => {\n${lines(60, (n) => `  test('case ${n}', () => expect(${n} + 1).toBe(${n + 1}));`)}\n});\n`;
const cart = `exports.total = (cart) => {
  return cart.items.reduce((sum, item) => sum + item.price, 0);
};
`;

export const jestCases: LogCase[] = [
  {
    ...js, tool: 'jest', slug: 'one-of-many', kind: 'test',
    files: {
      'a.test.js': passing('alpha'), 'b.test.js': passing('beta'), 'c.test.js': passing('gamma'),
      'price.js': 'exports.gross = (net) => net + 9;\n',
      'price.test.js': `const { gross } = require('./price');\ndescribe('gross price', () => {\n  test('adds ten per cent', () => {\n    expect(gross(100)).toBe(110);\n  });\n  test('of nothing', () => expect(gross(0)).toBe(9));\n});\n`,
    },
    command: `${jest} --verbose`,
    essential: ['gross price › adds ten per cent', 'Expected: 110', 'Received: 109', 'price.test.js:4'],
    noise: ['case 17', '✓'],
  },
  {
    ...js, tool: 'jest', slug: 'type-error', kind: 'test',
    files: { 'cart.js': cart, 'cart.test.js': `const { total } = require('./cart');\ntest('an empty cart costs nothing', () => {\n  expect(total({})).toBe(0);\n});\n` },
    command: jest,
    essential: ['an empty cart costs nothing', "TypeError: Cannot read properties of undefined (reading 'reduce')", 'cart.js:2'],
  },
  {
    ...js, tool: 'jest', slug: 'snapshot', kind: 'test',
    files: {
      'card.test.js': `test('renders the card', () => {\n  expect({ title: 'Hello', size: 3 }).toMatchSnapshot();\n});\n`,
      '__snapshots__/card.test.js.snap': `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[\`renders the card 1\`] = \`\n{\n  "size": 2,\n  "title": "Hello",\n}\n\`;\n`,
    },
    command: `${jest} --ci`,
    essential: ['renders the card', '"size": 2', '"size": 3', 'card.test.js:2'],
  },
  {
    ...js, tool: 'jest', slug: 'syntax-error', kind: 'compile',
    files: { 'sum.js': 'exports.sum = (a, b) => {\n  return a + ;\n};\n', 'sum.test.js': `const { sum } = require('./sum');\ntest('adds', () => expect(sum(1, 2)).toBe(3));\n` },
    command: jest,
    essential: ['sum.test.js', 'Test suite failed to run', 'SyntaxError', 'Unexpected token', '/sum\\.js: ?Unexpected|sum\\.js:2|\\(2:13\\)/'],
  },
  {
    ...js, tool: 'jest', slug: 'missing-module', kind: 'dependency',
    files: { 'mail.test.js': `const send = require('./send-mail');\ntest('sends', () => expect(send()).toBe(1));\n` },
    command: jest,
    essential: ["Cannot find module './send-mail' from 'mail.test.js'", 'mail.test.js:1'],
  },
  {
    ...js, tool: 'jest', slug: 'timeout', kind: 'timeout',
    files: { 'slow.test.js': `test('waits for the queue', () => new Promise(() => {}), 150);\ntest('is fast', () => {});\n` },
    command: jest,
    essential: ['waits for the queue', 'Exceeded timeout of 150 ms for a test'],
  },
  {
    ...js, tool: 'jest', slug: 'one-cause', kind: 'test',
    files: {
      'client.js': `exports.url = (path) => {\n  return settings.base + path;\n};\n`,
      ...Object.fromEntries(Array.from({ length: 12 }, (_, f) => [`client${f}.test.js`, `const { url } = require('./client');\n${lines(6, (n) => `test('url ${f}.${n}', () => expect(url('/${n}')).toBe('x/${n}'));`)}\n`])),
    },
    command: jest,
    essential: ['ReferenceError: settings is not defined', 'client.js:2', '72 '],
  },
  { ...js, tool: 'jest', slug: 'no-tests', kind: 'no-tests', files: { 'index.js': '' }, command: jest, essential: ['No tests found, exiting with code 1'] },
  {
    ...js, tool: 'jest', slug: 'before-all', kind: 'test',
    files: { 'db.test.js': `beforeAll(() => {\n  throw new Error('no database at localhost:5432');\n});\ntest('reads a row', () => {});\n` },
    command: jest,
    essential: ['reads a row', 'no database at localhost:5432', 'db.test.js:2'],
  },
  {
    ...js, tool: 'jest', slug: 'diff', kind: 'test',
    files: { 'user.test.js': `test('serialises a user', () => {\n  expect({ id: 1, name: 'Ann', roles: ['admin', 'dev'] }).toEqual({ id: 1, name: 'Anne', roles: ['admin'] });\n});\n` },
    command: jest,
    essential: ['serialises a user', '"name": "Anne"', '"name": "Ann"', '"dev"', 'user.test.js:2'],
  },
  { ...js, tool: 'jest', slug: 'green', kind: 'success', files: { 'a.test.js': passing('alpha'), 'b.test.js': passing('beta') }, command: `${jest} --verbose`, essential: [], noise: ['case 17'] },
  {
    ...js, tool: 'jest', slug: 'console-noise', kind: 'test',
    files: {
      'noise.test.js': `test('talks a lot', () => {\n  for (let n = 0; n < 400; n += 1) console.log('loading page', n, 'without any error');\n  expect('shipped').toBe('delivered');\n});\n`,
    },
    command: jest,
    essential: ['talks a lot', 'Expected: "delivered"', 'Received: "shipped"', 'noise.test.js:3'],
    noise: ['loading page 17'],
  },
];

const vt = 'npx vitest run';
const vitestHead = `import { describe, expect, test } from 'vitest';\n`;
export const vitestCases: LogCase[] = [
  {
    ...js, tool: 'vitest', slug: 'assertion', kind: 'test',
    files: {
      'a.test.mjs': `${vitestHead}${lines(40, (n) => `test('ok ${n}', () => expect(${n}).toBe(${n}));`)}\n`,
      'slug.mjs': `export const slug = (text) => text.toLowerCase().replace(' ', '-');\n`,
      'slug.test.mjs': `${vitestHead}import { slug } from './slug.mjs';\ndescribe('slug', () => {\n  test('replaces every blank', () => {\n    expect(slug('A b c')).toBe('a-b-c');\n  });\n});\n`,
    },
    command: `${vt} --reporter=verbose`,
    essential: ['slug > replaces every blank', 'a-b-c', 'a-b c', 'slug.test.mjs:5'],
    noise: ['ok 17'],
  },
  {
    ...js, tool: 'vitest', slug: 'import-error', kind: 'dependency',
    files: { 'x.test.mjs': `${vitestHead}import { y } from './missing.mjs';\ntest('y', () => expect(y).toBe(1));\n` },
    command: vt,
    essential: ['x.test.mjs', '/missing\\.mjs/', '/Cannot find module|Failed to resolve import|Failed to load/'],
  },
  {
    ...js, tool: 'vitest', slug: 'thrown', kind: 'test',
    files: { 'parse.mjs': `export function parse(text) {\n  const value = JSON.parse(text);\n  return value.items.length;\n}\n`, 'parse.test.mjs': `${vitestHead}import { parse } from './parse.mjs';\ntest('counts items', () => {\n  expect(parse('{"items":null}')).toBe(0);\n});\n` },
    command: vt,
    essential: ['counts items', "TypeError: Cannot read properties of null (reading 'length')", 'parse.mjs:3'],
  },
  {
    ...js, tool: 'vitest', slug: 'snapshot', kind: 'test',
    files: { 'menu.test.mjs': `${vitestHead}test('menu', () => {\n  expect(['soup', 'fish']).toMatchInlineSnapshot(\`\n    [\n      "soup",\n      "meat",\n    ]\n  \`);\n});\n` },
    command: `CI=1 ${vt}`,
    essential: ['menu', 'Snapshot', 'meat', 'fish', 'menu.test.mjs:3'],
  },
  {
    ...js, tool: 'vitest', slug: 'unhandled', kind: 'crash',
    files: { 'late.test.mjs': `${vitestHead}test('passes too early', () => {\n  setTimeout(() => { throw new Error('socket closed late'); }, 5);\n  return new Promise((done) => setTimeout(done, 60));\n});\n` },
    command: vt,
    essential: ['Unhandled', 'socket closed late', 'late.test.mjs:3'],
  },
  {
    ...js, tool: 'vitest', slug: 'timeout', kind: 'timeout',
    files: { 'slow.test.mjs': `${vitestHead}test('answers in time', () => new Promise(() => {}), 120);\n` },
    command: vt,
    essential: ['answers in time', 'Test timed out in 120ms'],
  },
  { ...js, tool: 'vitest', slug: 'green', kind: 'success', files: { 'a.test.mjs': `${vitestHead}${lines(30, (n) => `test('ok ${n}', () => expect(${n}).toBe(${n}));`)}\n` }, command: vt, essential: [] },
  { ...js, tool: 'vitest', slug: 'no-tests', kind: 'no-tests', files: { 'a.mjs': '' }, command: vt, essential: ['No test files found, exiting with code 1'] },
];

export const mochaCases: LogCase[] = [
  {
    ...js, tool: 'mocha', slug: 'assertion', kind: 'test',
    files: {
      'test/a.js': `describe('many', () => {\n${lines(80, (n) => `  it('holds ${n}', () => {});`)}\n});\n`,
      'test/money.js': `const assert = require('node:assert');\ndescribe('money', () => {\n  it('rounds half up', () => {\n    assert.strictEqual(Math.floor(2.5), 3);\n  });\n});\n`,
    },
    command: 'npx mocha',
    essential: ['money', 'rounds half up', '2 !== 3', 'test/money.js:4'],
    noise: ['holds 17'],
  },
  {
    ...js, tool: 'mocha', slug: 'timeout', kind: 'timeout',
    files: { 'test/slow.js': `describe('queue', () => {\n  it('drains', function (done) {\n    this.timeout(100);\n  });\n});\n` },
    command: 'npx mocha',
    essential: ['queue', 'drains', 'Timeout of 100ms exceeded'],
  },
  {
    ...js, tool: 'mocha', slug: 'before-hook', kind: 'test',
    files: { 'test/hook.js': `describe('api', () => {\n  before(() => {\n    throw new Error('port 8080 is taken');\n  });\n  it('answers', () => {});\n  it('closes', () => {});\n});\n` },
    command: 'npx mocha',
    essential: ['"before all" hook', 'port 8080 is taken', 'test/hook.js:3'],
  },
  {
    ...js, tool: 'mocha', slug: 'several', kind: 'test',
    files: { 'test/list.js': `const assert = require('node:assert');\ndescribe('list', () => {\n  it('keeps order', () => assert.deepStrictEqual([1, 2], [2, 1]));\n  it('is not empty', () => assert.ok([].length > 0, 'list is empty'));\n  it('has a name', () => { null.name; });\n});\n` },
    command: 'npx mocha --reporter dot',
    essential: ['keeps order', 'list is empty', "Cannot read properties of null (reading 'name')", 'test/list.js:5'],
  },
  { ...js, tool: 'mocha', slug: 'load-error', kind: 'dependency', files: { 'test/a.js': `require('left-padding');\n` }, command: 'npx mocha', essential: ["Cannot find module 'left-padding'", 'test/a.js'] },
  { ...js, tool: 'mocha', slug: 'green', kind: 'success', files: { 'test/a.js': lines(25, (n) => `it('works ${n}', () => {});`) }, command: 'npx mocha', essential: [] },
];

export const otherCases: LogCase[] = [
  {
    ...js, tool: 'ava', slug: 'assertion', kind: 'test',
    files: { 'package.json': '{"type":"module"}', 'test.js': `import test from 'ava';\n${lines(20, (n) => `test('fine ${n}', (t) => t.pass());`)}\ntest('joins words', (t) => {\n  t.is(['a', 'b'].join(''), 'a b');\n});\n` },
    command: 'npx ava',
    essential: ['joins words', "'ab'", "'a b'", 'test.js:23'],
    noise: ['fine 17'],
  },
  {
    ...js, tool: 'ava', slug: 'thrown', kind: 'test',
    files: { 'package.json': '{"type":"module"}', 'load.js': `export const load = (file) => {\n  throw new RangeError(\`bad page in \${file}\`);\n};\n`, 'test.js': `import test from 'ava';\nimport { load } from './load.js';\ntest('loads', (t) => {\n  t.is(load('x.txt'), 1);\n});\n` },
    command: 'npx ava',
    essential: ['loads', 'bad page in x.txt', 'load.js:2'],
  },
  { ...js, tool: 'ava', slug: 'green', kind: 'success', files: { 'package.json': '{"type":"module"}', 'test.js': `import test from 'ava';\n${lines(20, (n) => `test('fine ${n}', (t) => t.pass());`)}\n` }, command: 'npx ava', essential: [] },
  {
    ...js, tool: 'node-test', slug: 'spec', kind: 'test', hint: 'node:test',
    files: {
      'ok.test.js': `const test = require('node:test');\n${lines(100, (n) => `test('passes ${n}', () => {});`)}\n`,
      'date.test.js': `const { describe, it } = require('node:test');\nconst assert = require('node:assert');\ndescribe('dates', () => {\n  it('formats a day', () => {\n    assert.strictEqual('2024-1-2', '2024-01-02');\n  });\n});\n`,
    },
    command: 'node --test --test-reporter=spec',
    essential: ['formats a day', "'2024-1-2'", "'2024-01-02'", 'date.test.js:5'],
    noise: ['passes 17'],
  },
  {
    ...js, tool: 'node-test', slug: 'tap', kind: 'test', hint: 'node:test',
    files: { 'map.test.js': `const { describe, it } = require('node:test');\nconst assert = require('node:assert');\ndescribe('map', () => {\n  it('has', () => {});\n  it('deletes a key', () => {\n    assert.deepStrictEqual([...new Map([['a', 1]]).keys()], []);\n  });\n});\n` },
    command: 'node --test --test-reporter=tap',
    essential: ['deletes a key', 'map.test.js:5', 'deep'],
  },
  {
    ...js, tool: 'node-test', slug: 'thrown', kind: 'test', hint: 'node:test',
    files: { 'src/order.js': `exports.price = (order) => {\n  return order.lines[0].price;\n};\n`, 'order.test.js': `const test = require('node:test');\nconst { price } = require('./src/order.js');\ntest('an order without lines', () => {\n  price({ lines: [] });\n});\n` },
    command: 'node --test --test-reporter=spec',
    essential: ['an order without lines', "TypeError", "Cannot read properties of undefined (reading 'price')", 'src/order.js:2'],
  },
  {
    ...js, tool: 'node-test', slug: 'green', kind: 'success', hint: 'node:test',
    files: { 'ok.test.js': `const test = require('node:test');\n${lines(100, (n) => `test('passes ${n}', () => {});`)}\n` }, command: 'node --test --test-reporter=spec', essential: [],
  },
  {
    ...js, tool: 'node-test', slug: 'big-noise', kind: 'test', hint: 'node:test',
    files: { 'big.test.js': `const test = require('node:test');\nconst assert = require('node:assert');\ntest('after much talk', () => {\n  for (let n = 0; n < 120000; n += 1) console.log('[worker] step ' + n + ' of the import finished, no errors so far, going on with the next one');\n  assert.equal(3, 4);\n});\n` },
    command: 'node --test --test-reporter=spec',
    essential: ['after much talk', '3 == 4', 'big.test.js:5'],
    noise: ['step 100 of'],
  },
  {
    ...js, tool: 'jasmine', slug: 'assertion', kind: 'test',
    files: { 'spec/support/jasmine.json': '{"spec_dir":"spec","spec_files":["*.js"],"random":false}', 'spec/a.js': `describe('basket', () => {\n${lines(30, (n) => `  it('fine ${n}', () => expect(1).toBe(1));`)}\n  it('sums up', () => {\n    expect(1 + 1).toBe(3);\n  });\n});\n` },
    command: 'npx jasmine',
    essential: ['basket sums up', 'Expected 2 to be 3', 'spec/a.js:33'],
  },
  { ...js, tool: 'jasmine', slug: 'green', kind: 'success', files: { 'spec/support/jasmine.json': '{"spec_dir":"spec","spec_files":["*.js"],"random":false}', 'spec/a.js': lines(12, (n) => `it('fine ${n}', () => expect(1).toBe(1));`) }, command: 'npx jasmine', essential: [] },
  {
    ...js, tool: 'tape', slug: 'assertion', kind: 'test', hint: 'tap',
    files: { 'a.js': `const test = require('tape');\ntest('many', (t) => {\n${lines(40, (n) => `  t.ok(true, 'yes ${n}');`)}\n  t.end();\n});\ntest('colours', (t) => {\n  t.equal('gray', 'grey', 'british spelling');\n  t.end();\n});\n` },
    command: 'npx tape a.js',
    essential: ['british spelling', "'grey'", "'gray'", 'a.js:46'],
    noise: ['yes 17'],
  },
  { ...js, tool: 'tape', slug: 'green', kind: 'success', hint: 'tap', files: { 'a.js': `require('tape')('many', (t) => {\n${lines(40, (n) => `  t.ok(true, 'yes ${n}');`)}\n  t.end();\n});\n` }, command: 'npx tape a.js', essential: [] },
  {
    ...js, tool: 'node', slug: 'uncaught', kind: 'crash',
    files: { 'start.js': `const { readConfig } = require('./config');\nconsole.log('starting');\nreadConfig('/nonexistent/app.json');\n`, 'config.js': `const fs = require('node:fs');\nexports.readConfig = (file) => {\n  return fs.readFileSync(file, 'utf8');\n};\n` },
    command: 'node start.js',
    essential: ["ENOENT: no such file or directory, open '/nonexistent/app.json'", 'config.js:3'],
  },
  { ...js, tool: 'node', slug: 'syntax', kind: 'compile', files: { 'app.js': `const a = 1;\nfunction f( {\n` }, command: 'node app.js', essential: ['app.js:', 'SyntaxError', '/Unexpected|missing/'] },
  { ...js, tool: 'node', slug: 'heap', kind: 'crash', files: { 'leak.js': 'const all = [];\nfor (;;) all.push(new Array(1000).fill(Math.random()));\n' }, command: 'node --max-old-space-size=24 leak.js', essential: ['JavaScript heap out of memory'] },
  { ...js, tool: 'node', slug: 'esm-cjs', kind: 'dependency', files: { 'package.json': '{"type":"module"}', 'main.js': `import { readFileSync } from 'node:fs';\nimport leftpad from 'left-padding';\nleftpad(readFileSync);\n` }, command: 'node main.js', essential: ["Cannot find package 'left-padding'", 'main.js'] },
];
