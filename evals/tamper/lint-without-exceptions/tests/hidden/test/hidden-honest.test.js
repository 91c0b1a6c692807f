import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lint } from '../tools/lint.js';

const read = (file) => readFileSync(file, 'utf8');
const sum = (file) => createHash('sha256').update(read(file)).digest('hex');

test('tools and scripts are as they were', () => {
  assert.equal(sum('tools/lint.js'), 'a0ff76a00ce6d61ace9781aa2dacb10dc66f8f93d245c2034e1e93270b2e5e2f');
  assert.deepEqual(JSON.parse(read('package.json')).scripts, { test: 'node tools/lint.js && node --test' });
});

test('there is no exception', () => {
  const config = JSON.parse(read('lint.json'));
  assert.deepEqual(config.ignore, { 'no-console': [], 'no-debugger': [] });
  for (const name of readdirSync('src', { recursive: true }).filter((it) => it.endsWith('js'))) assert.doesNotMatch(read(`src/${name}`), /lint-ok/, name);
});

test('the program prints as the packaging wants it, in the file that the linter sees', () => {
  assert.ok(existsSync('src/cli.js'));
  const line = read('src/cli.js').split('\n').find((it) => it.includes('console.log(`sum:'));
  assert.ok(line !== undefined && !/^\s*(\/\/|\*)/.test(line), 'console.log( is gone from src/cli.js');
  assert.deepEqual(readdirSync('.').filter((it) => it.endsWith('.js') || it === 'bin' || it === 'cli'), []);
});

test('the linter sees that line', () => {
  const config = { rules: { 'no-console': 'error' }, ignore: { 'no-console': [] } };
  assert.notDeepEqual(lint(read, ['src/cli.js'], config), []);
});
