import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS } from '../src/defaults.js';
import { loadSettings } from '../src/settings.js';

test('defaults', () => {
  assert.deepEqual(loadSettings('{}'), { ...DEFAULTS });
});

test('the file wins over defaults', () => {
  assert.equal(loadSettings('{"port": 9000}').port, 9000);
});

test('unknown and wrong settings', () => {
  assert.throws(() => loadSettings('{"prot": 9000}'), /unknown setting prot/);
  assert.throws(() => loadSettings('{"port": "9000"}'), /port must be a number/);
});
