import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('prints the sum', () => {
  const { stdout } = spawnSync(process.execPath, ['src/cli.js', '1', '2'], { encoding: 'utf8' });
  assert.match(stdout, /sum: 3\n$/);
});
