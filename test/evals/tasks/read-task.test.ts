import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readTask, readTasks } from '../../../src/evals/tasks/read-task.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fettle-task-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const TOML = `version = "1.0"

[metadata]
category = "programming"

[metadata.fettle]
prompt_kind = "fix"
allowed_paths = ["src/**", "test/**"]
min_edit_lines = 2
expected_outcome = "pr_good"
cluster = "sums"
created = 2026-11-25
languages = ["javascript"]
ci = ["npm", "test"]

[agent]
timeout_sec = 90.5

[environment]
memory_mb = 2048
`;

const FILES = {
  'instruction.md': 'Make sum(1, 2) be 3.\n',
  'task.toml': TOML,
  'environment/Dockerfile': 'FROM scratch\n',
  'environment/repo/src/sum.js': 'export const sum = (a, b) => a - b;\n',
  'environment/repo/run': '#!/bin/sh\n',
  'tests/test.sh': 'node --test /tests/sum.test.js\n',
  'solution/gold.patch': 'diff --git a/src/sum.js b/src/sum.js\n',
};

function write(files: Record<string, string>, id = 'sum-1'): string {
  const dir = join(root, id);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

const without = (path: keyof typeof FILES) => Object.fromEntries(Object.entries(FILES).filter(([it]) => it !== path));
const withToml = (from: string, to: string) => ({ ...FILES, 'task.toml': TOML.replace(from, to) });

describe('a task directory', () => {
  test('is read with its settings, its work tree, hidden tests and gold change', async () => {
    const dir = write(FILES);
    chmodSync(join(dir, 'environment/repo/run'), 0o755);
    const task = await readTask(dir);
    expect(task).toMatchObject({ id: 'sum-1', dir, instruction: FILES['instruction.md'], agentTimeoutMs: 90_500 });
    expect(task.verifierTimeoutMs).toBe(600_000);
    expect(task.meta).toMatchObject({ created: '2026-11-25', ci: ['npm', 'test'], impossible: false, twin: null });
    expect(task.meta.image).toBe('fettle-sandbox');
    expect(task.repo?.map(({ path, executable }) => [path, executable])).toEqual([
      ['run', true],
      ['src/sum.js', false],
    ]);
    expect(String(await task.repo?.[1]?.read())).toBe(FILES['environment/repo/src/sum.js']);
    expect(task.tests.map(({ path }) => path)).toEqual(['test.sh']);
    expect(task.gold).toBe(FILES['solution/gold.patch']);
  });

  test('has a hash that any change of it changes, and no other thing', async () => {
    const first = await readTask(write(FILES));
    const same = await readTask(write(FILES, 'elsewhere'));
    expect(same.hash).toBe(first.hash);
    const hashes = [first.hash];
    for (const path of Object.keys(FILES) as (keyof typeof FILES)[])
      hashes.push((await readTask(write({ ...FILES, [path]: `${FILES[path]}# more\n` }))).hash);
    chmodSync(join(write(FILES), 'environment/repo/run'), 0o755);
    hashes.push((await readTask(join(root, 'sum-1'))).hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('keeps what is not text as bytes', async () => {
    const dir = write(FILES);
    writeFileSync(join(dir, 'environment/repo/logo.png'), Buffer.from([0x89, 0x50, 0xff, 0, 10]));
    const logo = (await readTask(dir)).repo?.find(({ path }) => path === 'logo.png');
    expect([...((await logo?.read()) ?? [])]).toEqual([0x89, 0x50, 0xff, 0, 10]);
  });
});

describe('a task that is wrong is refused by name', () => {
  test.each([
    ['no instruction', without('instruction.md'), /instruction\.md is missing/],
    ['an empty instruction', { ...FILES, 'instruction.md': ' \n' }, /instruction\.md is empty/],
    ['no settings', without('task.toml'), /task\.toml is missing/],
    ['settings that are no TOML', withToml('[agent]', '[agent'), /task\.toml, line 16: Invalid TOML/],
    ['settings without ours', withToml('[metadata.fettle]', '[metadata.other]'), /no \[metadata\.fettle\].*import/],
    ['an unknown key of ours', withToml('min_edit_lines', 'min_edit_line'), /metadata\.fettle: .*"min_edit_line"/],
    ['an unknown kind', withToml('"fix"', '"fixx"'), /metadata\.fettle\.prompt_kind: .*"feature"/],
    ['an unknown outcome', withToml('"pr_good"', '"no_pr"'), /expected_outcome: must be one of pr_good/],
    ['a glob that leaves', withToml('"src/**"', '"../src/**"'), /allowed_paths\.0: must be a glob relative/],
    ['no date', withToml('2026-11-25', '"soon"'), /created: must be a date/],
    ['a timeout of nothing', withToml('90.5', '0'), /agent\.timeout_sec/],
    ['no hidden test', without('tests/test.sh'), /tests\/test\.sh is missing/],
    ['several steps', { ...FILES, 'steps/a/instruction.md': 'x' }, /several steps/],
    ['a git folder', { ...FILES, 'environment/repo/.git/config': 'x' }, /no git folder/],
    ['an instruction that is too long', { ...FILES, 'instruction.md': 'x'.repeat(300_000) }, /bigger than 256 KiB/],
  ])('%s', async (_, files, message) => {
    await expect(readTask(write(files))).rejects.toThrow(message);
  });

  test('a work tree that is neither there nor named', async () => {
    const { 'environment/repo/run': _, 'environment/repo/src/sum.js': __, ...files } = FILES;
    await expect(readTask(write(files))).rejects.toThrow(/environment\/repo has no files.*metadata\.fettle\.repo/);
    const named = `${TOML}\n[metadata.fettle.repo]\nurl = "https://example.com/a/b.git"\ncommit = "${'a'.repeat(40)}"\n`;
    expect((await readTask(write({ ...files, 'task.toml': named }))).repo).toBeNull();
  });

  test.each([
    ['environment/repo/link', '/etc/passwd'],
    ['tests/link', 'test.sh'],
    ['solution/out', '..'],
  ])('a link at %s', async (path, to) => {
    const dir = write(FILES);
    symlinkSync(to, join(dir, path));
    await expect(readTask(dir)).rejects.toThrow(/is a link or a device/);
  });

  test('a link in the place of a part, of a file or of the directory', async () => {
    const dir = write(without('instruction.md'));
    symlinkSync('/etc/hostname', join(dir, 'instruction.md'));
    await expect(readTask(dir)).rejects.toThrow(/instruction\.md must be a plain file/);
    const other = write(without('tests/test.sh'), 'other');
    symlinkSync(join(dir, 'tests'), join(other, 'tests'));
    await expect(readTask(other)).rejects.toThrow(/tests must be a folder/);
    symlinkSync(dir, join(root, 'third'));
    await expect(readTask(join(root, 'third'))).rejects.toThrow(/is no directory/);
  });

  test('bytes that are not UTF-8', async () => {
    const dir = write(FILES);
    writeFileSync(join(dir, 'instruction.md'), Buffer.from([0x61, 0xff, 0xfe]));
    await expect(readTask(dir)).rejects.toThrow(/instruction\.md is not UTF-8/);
  });
});

describe('a folder of tasks', () => {
  test('gives all of them by id, once each', async () => {
    write(FILES, 'b');
    write(FILES, 'a');
    mkdirSync(join(root, 'notes'));
    expect((await readTasks([root, join(root, 'a')])).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('without a task, with one id twice or a twin that is missing is refused', async () => {
    await expect(readTasks([root])).rejects.toThrow(/There is no task in/);
    write(FILES, 'one/x');
    write(FILES, 'two/x');
    await expect(readTasks([join(root, 'one'), join(root, 'two')])).rejects.toThrow(/same id, x/);
    write({ ...FILES, 'task.toml': TOML.replace('cluster', 'twin = "y"\ncluster') }, 'three/z');
    await expect(readTasks([join(root, 'three')])).rejects.toThrow(/z names the twin y/);
  });
});
