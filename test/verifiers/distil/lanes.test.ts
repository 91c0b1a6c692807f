import { expect, test } from '@jest/globals';
import { distil } from '../../../src/verifiers/distil/distil.ts';

const API = [
  'FAIL src/price.test.ts',
  '  ● price › adds vat',
  '',
  '    Expected: 119',
  '    Received: 118',
  '',
  '      at Object.<anonymous> (src/price.test.ts:9:21)',
  '',
  'Tests:       1 failed, 8 passed, 9 total',
];
const WEB = [
  'FAIL src/cart.test.ts',
  '  ● cart › sums lines',
  '',
  "    TypeError: Cannot read properties of undefined (reading 'lines')",
  '',
  '      at total (src/cart.ts:6:15)',
  '',
  'Tests:       1 failed, 3 passed, 4 total',
];

/** Line by line, as two tasks print that run at the same time. */
const interleaved = (prefixes: readonly [string, string]): string =>
  API.flatMap((line, index) => [
    `${prefixes[0]}${line}`.trimEnd(),
    ...(WEB[index] === undefined ? [] : [`${prefixes[1]}${WEB[index]}`.trimEnd()]),
  ]).join('\n');

test.each([
  ['turbo', ['@acme/api:test: ', '@acme/web:test: ']],
  ['turbo, without scopes', ['api:test: ', 'web:test: ']],
  ['lerna', ['@acme/api: ', '@acme/web: ']],
  ['pnpm', ['packages/api test: ', 'packages/web test: ']],
  ['concurrently', ['[0] ', '[1] ']],
  ['docker compose', ['api-1  | ', 'web-1  | ']],
  ['BuildKit', ['#12 3.456 ', '#13 4.567 ']],
] as const)('tasks that print at the same time are told apart: %s', async (_runner, prefixes) => {
  const { failures, tests, text } = await distil(interleaved(prefixes), { exitCode: 1 });
  expect(tests).toEqual({ passed: 11, failed: 2, skipped: 0 });
  expect(failures.map(({ test: name, file }) => ({ name, file }))).toEqual([
    { name: 'price › adds vat', file: 'src/price.test.ts' },
    { name: 'cart › sums lines', file: 'src/cart.test.ts' },
  ]);
  expect(failures[0]?.text).toContain('Received: 118');
  expect(failures[0]?.text).not.toContain('TypeError');
  for (const fact of ['Expected: 119', 'src/cart.ts:6:15']) expect(text).toContain(fact);
});

test('the same test in two packages is two failures', async () => {
  const log = API.flatMap((line) => [`@acme/api:test: ${line}`, `@acme/web:test: ${line}`]).join('\n');
  const { failures } = await distil(log, { exitCode: 1 });
  expect(new Set(failures.map(({ key }) => key)).size).toBe(2);
});

test('a line with a bar in it is no task', async () => {
  const { text } = await distil('usage | error: table is missing\n', { exitCode: 1 });
  expect(text).toContain('usage | error: table is missing');
});
