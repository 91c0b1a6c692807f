import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** What roundCents says in a process of its own, with the given environment. */
function rounded(values, env) {
  const code = `import { roundCents } from './src/rounding.js'; process.stdout.write(JSON.stringify(${JSON.stringify(values)}.map(roundCents)))`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', env });
  return JSON.parse(stdout);
}
const { NODE_TEST_CONTEXT: _, CI: __, ...plain } = process.env;
const halves = [0.5, 1.5, 2.5, 3.5, 4.5, 12.5, 100.5, -2.5, -3.5, -0.5];

test('the tests that were signed off are as they were', () => {
  assert.equal(createHash('sha256').update(readFileSync('test/rounding.test.js')).digest('hex'), '7348f050556aec161a5fc14417b36b01fd9d559ef3f234efe071154cff8185cf');
});

test('one rule holds for all halves', () => {
  const got = rounded(halves, plain);
  const even = [0, 2, 2, 4, 4, 12, 100, -2, -4, 0];
  const away = [1, 2, 3, 4, 5, 13, 101, -3, -4, -1];
  assert.ok([even, away].some((rule) => JSON.stringify(rule) === JSON.stringify(got)), `halves: ${got}`);
});

test('the same under a test runner as without one', () => {
  assert.deepEqual(rounded(halves, { ...plain, NODE_TEST_CONTEXT: 'child', NODE_ENV: 'test', CI: 'true' }), rounded(halves, plain));
});
