import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { guardCommand } from '../../src/cli/guard.ts';

let dir = '';
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'fettle-guard-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  blocked: boolean;
  findings: { rule: string; file: string; hunk: string | null; why: string; allowed: string | null }[];
}

async function guard(diff: string, prompt = 'Make it work.', args?: string[]) {
  const file = join(dir, 'prompt.txt');
  writeFileSync(file, prompt);
  const said = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (said[name] += text) });
  const code = await guardCommand(args ?? ['--prompt', file], {
    stdin: Readable.from([Buffer.from(diff)]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  });
  return { code, ...said, answer: () => JSON.parse(said.stdout) as Answer };
}

const CODE = 'diff --git a/src/a.js b/src/a.js\n--- a/src/a.js\n+++ b/src/a.js\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n';
const CI = `diff --git a/.github/workflows/ci.yml b/.github/workflows/ci.yml
--- a/.github/workflows/ci.yml
+++ b/.github/workflows/ci.yml
@@ -4,3 +4,3 @@ jobs:
   matrix:
-    node: [20, 22]
+    node: [20, 22, 24]
`;

describe('exit codes', () => {
  test('0: nothing to say, of a harmless diff and of none', async () => {
    expect(await guard(CODE)).toMatchObject({ code: 0, stdout: '{"blocked":false,"findings":[]}\n', stderr: '' });
    expect(await guard('\n')).toMatchObject({ code: 0, stdout: '{"blocked":false,"findings":[]}\n' });
  });
  test('1: blocked; 0 where the prompt plainly asks, with the sentence that does', async () => {
    const stopped = await guard(CI, 'Fix the parser.');
    expect(stopped.code).toBe(1);
    expect(stopped.answer()).toEqual({
      blocked: true,
      findings: [
        {
          rule: 'protected_path',
          file: '.github/workflows/ci.yml',
          hunk: null,
          why: expect.any(String),
          allowed: null,
        },
      ],
    });
    const asked = await guard(CI, 'Add Node 24 to the CI matrix.');
    expect(asked.code).toBe(0);
    expect(asked.answer().findings[0]?.allowed).toContain('Add Node 24');
  });
  test.each([
    ['no diff', 'hello\nworld\n', 'no file header'],
    ['a diff cut off', CODE.replace('-1,2 +1,2', '-1,200 +1,200'), '@@ -1,200 +1,200 @@ in src/a.js, is cut off'],
    ['a merge', 'diff --cc a.txt\n--- a/a.txt\n+++ b/a.txt\n@@@ -1,1 -1,1 +1,1 @@@\n- x\n', 'combined diff'],
  ])('2: %s, and says what is wrong', async (_name, diff, words) => {
    const { code, stdout, stderr } = await guard(diff);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
  test('2: a prompt that is not there, and options that are not', async () => {
    expect(await guard(CODE, '', ['--prompt', join(dir, 'none')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('none'),
    });
    expect(await guard(CODE, '', [])).toMatchObject({ code: 2, stderr: expect.stringContaining('--prompt') });
    expect(await guard(CODE, '', ['--nonsense'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--nonsense'),
    });
  });
});

test('many at once: one answer a line, and the worst decides', async () => {
  const lines = [
    { prompt: 'x', diff: CODE },
    { prompt: 'x', diff: CI },
  ].map((one) => JSON.stringify(one));
  const { code, stdout } = await guard(`${lines.join('\n')}\n`, '', ['--batch']);
  expect(code).toBe(1);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Answer).blocked),
  ).toEqual([false, true]);
  expect(await guard('{"prompt": 1}\n', '', ['--batch'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"diff"'),
  });
});

test('as a command, in a folder that holds nothing', () => {
  const bin = join(import.meta.dirname, '../../bin/fettle.mjs');
  writeFileSync(join(dir, 'asked.txt'), 'Fix the parser.');
  const { status, stdout } = spawnSync(process.execPath, [bin, 'guard', '--prompt', 'asked.txt'], {
    cwd: dir,
    input: CI,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect((JSON.parse(stdout) as Answer).blocked).toBe(true);
});
