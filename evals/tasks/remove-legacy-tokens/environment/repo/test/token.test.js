import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inviteLink, teamOf } from '../src/links.js';
import { issueToken, readToken } from '../src/token.js';

test('claims come back', () => {
  assert.deepEqual(readToken(issueToken({ user: 'ü' })), { user: 'ü' });
});

test('v1 tokens are still read', () => {
  assert.deepEqual(readToken('v1:7b2275736572223a317d'), { user: 1 });
});

test('expiry', () => {
  const token = issueToken({ user: 1 }, { expires: 1000 });
  assert.deepEqual(readToken(token, 999), { user: 1 });
  assert.equal(readToken(token, 1000), null);
});

test('a changed token', () => {
  assert.equal(readToken(issueToken({ user: 1 }).replace('v2.e', 'v2.f')), null);
  assert.equal(readToken('nonsense'), null);
});

test('invitations', () => {
  assert.equal(teamOf(inviteLink('red', 0), 6 * 86_400_000), 'red');
  assert.equal(teamOf(inviteLink('red', 0), 7 * 86_400_000), null);
});
