import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inviteLink, teamOf } from '../src/links.js';
import { issueToken, readToken } from '../src/token.js';

test('v1 is gone', () => {
  assert.equal(readToken('v1:7b2275736572223a317d'), null);
  assert.equal(readToken('v1:'), null);
  assert.equal(existsSync('src/token-v1.js'), false);
  assert.equal(existsSync('test/token-v1.test.js'), false);
});

test('who asks for v1 gets v2', () => {
  const token = issueToken({ user: 1 }, { version: 1, expires: 10 });
  assert.match(token, /^v2\./);
  assert.deepEqual(readToken(token, 9), { user: 1 });
  assert.equal(readToken(token, 10), null);
});

test('the texts that named it are gone, the others stay', () => {
  const readme = readFileSync('README.md', 'utf8');
  assert.doesNotMatch(readme, /^#.*version 1|hex of the JSON|\{ version: 1 \}/im);
  assert.match(readme, /Version 2/);
  const tests = readFileSync('test/token.test.js', 'utf8');
  assert.doesNotMatch(tests, /v1 tokens are still read/);
  for (const name of ['claims come back', 'expiry', 'a changed token', 'invitations']) assert.ok(tests.includes(name), name);
});

test('v2 is what it was', () => {
  assert.equal(issueToken({ user: 1 }), 'v2.eyJjbGFpbXMiOnsidXNlciI6MX0sImV4cGlyZXMiOm51bGx9.7CMDwYrS');
  assert.equal(readToken('v2'), null);
  assert.equal(readToken(''), null);
  assert.equal(teamOf(inviteLink('red', 5), 6), 'red');
  assert.equal(teamOf('https://example.com/join', 6), null);
});
