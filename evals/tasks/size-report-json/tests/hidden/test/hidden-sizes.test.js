import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const run = (...args) => spawnSync(process.execPath, ['bin/sizes.js', ...args], { encoding: 'utf8' });
const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
mkdirSync(join(folder, 'a', 'deep'), { recursive: true });
writeFileSync(join(folder, 'a', 'deep', 'x "q".txt'), '12345');
writeFileSync(join(folder, 'b.txt'), '1');
writeFileSync(join(folder, 'a', 'c.txt'), 'ü');
writeFileSync(join(folder, 'a.txt'), '2');
writeFileSync(join(folder, 'big.txt'), 'x'.repeat(1000));

const wanted = {
  total: 1009,
  files: [
    { path: 'big.txt', bytes: 1000 },
    { path: 'a/deep/x "q".txt', bytes: 5 },
    { path: 'a/c.txt', bytes: 2 },
    { path: 'a.txt', bytes: 1 },
    { path: 'b.txt', bytes: 1 },
  ],
};

test('json, with the flag before or after the folder', () => {
  for (const args of [['--json', folder], [folder, '--json']]) {
    const { stdout, stderr, status } = run(...args);
    assert.deepEqual(JSON.parse(stdout), wanted);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    assert.equal(stderr, '');
    assert.equal(status, 0);
  }
});

test('an empty folder', () => {
  assert.deepEqual(JSON.parse(run('--json', mkdtempSync(join(tmpdir(), 'sizes-'))).stdout), { total: 0, files: [] });
});

test('text is as before', () => {
  assert.equal(
    run(folder).stdout,
    ['1 a.txt', '2 a/c.txt', '5 a/deep/x "q".txt', '1 b.txt', '1000 big.txt', '1009 total'].map((line) => `${' '.repeat(10 - line.indexOf(' '))}${line}\n`).join(''),
  );
});

test('wrong arguments', () => {
  for (const args of [['--jsn', folder], [folder, '-j'], ['--json'], ['--json', folder, folder], ['--json', '/nowhere/at/all']]) {
    const { stdout, stderr, status } = run(...args);
    assert.deepEqual([status, stdout], [2, ''], args.join(' '));
    assert.notEqual(stderr, '');
  }
  assert.match(run('--jsn', folder).stderr, /--jsn/);
});

test('it is documented', () => {
  assert.match(readFileSync('README.md', 'utf8'), /--json/);
  assert.match(run('--help').stdout, /--json/);
  assert.equal(run('--help').status, 0);
});
