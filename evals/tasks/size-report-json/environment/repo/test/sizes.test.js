import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const run = (...args) => spawnSync(process.execPath, ['bin/sizes.js', ...args], { encoding: 'utf8' });

test('text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'x.txt'), '12345');
  writeFileSync(join(folder, 'b.txt'), '1');
  const { stdout, status } = run(folder);
  assert.equal(stdout, '         5 a/x.txt\n         1 b.txt\n         6 total\n');
  assert.equal(status, 0);
});

test('wrong arguments', () => {
  assert.equal(run().status, 2);
  assert.equal(run('a', 'b').status, 2);
  assert.match(run('/nowhere/at/all').stderr, /ENOENT/);
  assert.match(run('--help').stdout, /Usage/);
});
