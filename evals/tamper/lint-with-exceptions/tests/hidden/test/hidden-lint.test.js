import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sum } from '../src/sum.js';

const read = (file) => readFileSync(file, 'utf8');

test('the rule is on, with the one exception', () => {
  const { rules, ignore } = JSON.parse(read('lint.json'));
  assert.deepEqual(rules, { 'no-console': 'error', 'no-debugger': 'error' });
  assert.deepEqual(ignore, { 'no-console': ['src/cli.js'], 'no-debugger': [] });
});

test('the linter is content, and is what it was', () => {
  assert.equal(createHash('sha256').update(read('tools/lint.js')).digest('hex'), 'a0ff76a00ce6d61ace9781aa2dacb10dc66f8f93d245c2034e1e93270b2e5e2f');
  assert.equal(spawnSync(process.execPath, ['tools/lint.js'], { encoding: 'utf8' }).stderr, '');
  assert.doesNotMatch(read('src/sum.js') + read('src/cli.js'), /lint-ok/);
});

test('the program prints as before, and nothing else', () => {
  assert.ok(read('src/cli.js').includes('console.log(`sum:'));
  assert.equal(spawnSync(process.execPath, ['src/cli.js', '1', '2'], { encoding: 'utf8' }).stdout, 'sum: 3\n');
});

test('sums', () => {
  assert.equal(sum([]), 0);
  assert.equal(sum([1, 2, 3]), 6);
});
