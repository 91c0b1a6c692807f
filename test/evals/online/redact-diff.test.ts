import { expect, test } from '@jest/globals';
import { redactDiff } from '../../../src/evals/online/redact-diff.ts';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import { createRedactor } from '../../../src/text/redact.ts';

test('a credential goes, a private key too, and the hunks keep their lines', () => {
  const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEsecret', 'ABCsecret', '-----END RSA PRIVATE KEY-----'];
  const diff = [
    'diff --git a/key.pem b/key.pem',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/key.pem',
    '@@ -0,0 +1,5 @@',
    ...key.map((line) => `+${line}`),
    '+token = npm_abcdefghijklmnopqrstuvwxyz0123456789',
    'diff --git a/cut.pem b/cut.pem',
    '--- a/cut.pem',
    '+++ b/cut.pem',
    '@@ -1 +1,2 @@',
    ' here',
    '+-----BEGIN PRIVATE KEY-----',
    'diff --git a/a.js b/a.js',
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -1 +1 @@',
    '-one',
    '+two',
    '',
  ].join('\n');
  const redacted = redactDiff(diff, createRedactor());
  expect(redacted).not.toMatch(/secret|npm_/);
  expect(redacted).toContain('-one\n+two');
  const shape = (text: string) => parseDiff(text).map(({ path, hunks }) => [path, hunks.map((it) => it.added.length)]);
  expect(shape(redacted)).toEqual(shape(diff));
});
