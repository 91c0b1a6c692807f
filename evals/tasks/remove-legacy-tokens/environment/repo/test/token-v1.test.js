import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueV1, readV1 } from '../src/token-v1.js';

test('v1 round trip', () => {
  assert.deepEqual(readV1(issueV1({ user: 1 })), { user: 1 });
});

test('v1 nonsense', () => {
  assert.equal(readV1('v1:zz'), null);
});
