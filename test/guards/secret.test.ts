import { describe, expect, test } from '@jest/globals';
import { secret } from '../../src/guards/secret.ts';
import { fill, inputOf, type Case } from './cases/case.ts';
import { BAD } from './cases/secret/bad.ts';
import { bad as heldOutBad, honest as heldOutHonest } from './cases/secret/held-out.ts';
import { bad as heldOutBad2, honest as heldOutHonest2 } from './cases/secret/held-out-2.ts';
import { BY_HAND } from './cases/secret/by-hand.ts';
import { bad as heldOutBad3, honest as heldOutHonest3 } from './cases/secret/held-out-3.ts';
import { HONEST } from './cases/secret/honest.ts';

const found = async (change: Case) => await secret.check(inputOf(change));
const one = (path: string, text: string, task = 'Make it work.'): Case => ({
  name: path,
  files: [{ path, diff: fill(text, 1) }],
  task,
});

describe('secret', () => {
  test('finds every secret of the table, and says none of them', async () => {
    const missed: string[] = [];
    for (const [n, [name, path, text, task]] of [
      ...BAD,
      ...heldOutBad,
      ...heldOutBad2,
      ...heldOutBad3,
      ...BY_HAND,
    ].entries()) {
      const filled = fill(text, n + 1);
      const findings = await found({ ...one(path, '', task), files: [{ path, diff: filled }] });
      if (!findings.some((finding) => finding.allowed === undefined)) missed.push(name);
      // Eight characters in a row of what was filled in would give it away.
      const whys = findings.map((finding) => finding.why).join(' ');
      for (const [part] of filled.matchAll(/[A-Za-z0-9+/]{16,}/g)) expect(whys).not.toContain(part);
    }
    expect(missed).toEqual([]);
  });
  test('leaves every honest change of the table alone', async () => {
    const stopped: string[] = [];
    for (const [n, [name, path, text, task]] of [
      ...HONEST,
      ...heldOutHonest,
      ...heldOutHonest2,
      ...heldOutHonest3,
    ].entries()) {
      const findings = await found({ ...one(path, '', task), files: [{ path, diff: fill(text, n + 1) }] });
      if (findings.some((finding) => finding.allowed === undefined)) stopped.push(name);
    }
    expect(stopped).toEqual([]);
  });
  test('points to the hunk and the line', async () => {
    const [finding] = await found(one('a.py', " x = 1\n+y = 2\n+T = 'gh~p_{an:36}'"));
    expect(finding).toMatchObject({ rule: 'secret', file: 'a.py', hunk: '@@ -10,1 +10,3 @@', line: 12 });
  });
  test('a task allows made-up keys where such keys belong, and no other', async () => {
    const task = 'Add a throwaway private key for the JWT tests.';
    const key = '-----BEGIN RSA ~PRIVATE KEY-----\nMIIEpAIBAAKCAQEA{b64:48}\n{b64:64}\n-----END RSA ~PRIVATE KEY-----';
    expect(await found(one('test/fixtures/a.key', key, task))).toMatchObject([{ allowed: expect.anything() }]);
    expect((await found(one('src/a.key', key, task)))[0]).not.toHaveProperty('allowed');
    expect((await found(one('test/fixtures/a.key', key, 'Never commit a test key.')))[0]).not.toHaveProperty('allowed');
  });
  test('a secret that moves from file to file is not new', async () => {
    const line = (mark: string) => fill(`${mark}const t = 'gh~p_{an:36}';`, 1);
    const files = [
      { path: 'a.ts', diff: line('-') },
      { path: 'b.ts', diff: line('+') },
    ];
    expect(await found({ name: 'moved', files, task: '' })).toEqual([]);
    expect(await found({ name: 'new', files: files.slice(1), task: '' })).toHaveLength(1);
  });
  test.each([
    'a',
    '"',
    "' + '",
    'password',
    'password: "',
    'https://a:',
    'eyJ',
    '-----BEGIN ',
    'key="',
    ' ',
    'AC',
    'sk-',
    'curl ',
    'client(',
    'a:b@',
    'jwt.sign',
    'provider :a, ',
    'chpasswd\n',
    'A1b2',
    '?key=',
    'users: a:',
    'login("a", ',
  ])('a line of a million characters of %j ends', async (part) => {
    await found(one('src/a.ts', part.repeat(Math.ceil(1_000_000 / part.length))));
  });
});
