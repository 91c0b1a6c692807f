import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { agentTools } from '../../src/agent/tools/agent-tools.ts';
import { profileOf } from '../../src/agent/profiles/profile.ts';
import { bashTool } from '../../src/agent/tools/bash.ts';
import type { ToolResult } from '../../src/agent/types.ts';
import { LocalSandbox } from './local-sandbox.ts';

const never = new AbortController().signal;
let sandbox: LocalSandbox;
beforeEach(async () => {
  sandbox = await LocalSandbox.holding({
    'src/a.txt': 'one\ntwo\nthree\nfour\n',
    'src/deep/er/b.txt': 'two\n',
    'node_modules/x/index.js': 'two',
    'crlf.txt': 'one\r\ntwo\r\n',
    'price.txt': 'cost\n',
    '.gitignore': 'node_modules\n',
  });
});
afterEach(() => sandbox.close());

function use(name: string, input: unknown): Promise<ToolResult> {
  const tool = agentTools(sandbox, profileOf('fettle')).find((candidate) => candidate.definition.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool.run(input, never);
}
const editor = (input: unknown) => use('str_replace_based_edit_tool', input);

describe('view', () => {
  test('shows a file with line numbers, or a range of it', async () => {
    expect((await editor({ command: 'view', path: '/workspace/src/a.txt' })).content).toBe(
      'src/a.txt, 4 lines:\n     1\tone\n     2\ttwo\n     3\tthree\n     4\tfour',
    );
    expect((await editor({ command: 'view', path: 'src/a.txt', view_range: [3, -1] })).content).toBe(
      'src/a.txt, lines 3-4 of 4:\n     3\tthree\n     4\tfour',
    );
    expect(await editor({ command: 'view', path: 'src/a.txt', view_range: [9, 10] })).toMatchObject({ isError: true });
  });

  test('shows the beginning of a long file and says how to see more', async () => {
    await sandbox.writeFile('long.txt', Array.from({ length: 5000 }, (_, n) => `line ${n + 1}`).join('\n'));
    const { content } = await editor({ command: 'view', path: 'long.txt' });
    expect(content.length).toBeLessThan(16_000);
    expect(content).toMatch(/^long.txt, lines 1-\d+ of 5000:[\s\S]*There is more; use view_range to see it\.$/);
  });

  test('lists a folder two levels deep', async () => {
    expect((await editor({ command: 'view', path: '.' })).content.split('\n').slice(1)).toEqual([
      '.gitignore',
      'crlf.txt',
      'price.txt',
      'src/',
      'src/a.txt',
      'src/deep/',
    ]);
    expect((await editor({ command: 'view', path: 'src/deep' })).content).toContain('er/b.txt');
  });

  test('says so when there is nothing, or nothing that is text', async () => {
    await sandbox.writeFile('logo.png', Buffer.from([0x89, 0x50, 0xff, 0x00]));
    expect(await editor({ command: 'view', path: 'none' })).toEqual({
      content: 'There is no file or folder none.',
      isError: true,
    });
    expect((await editor({ command: 'view', path: 'logo.png' })).content).toMatch(/not UTF-8 text/);
  });
});

describe('edits', () => {
  test('replace one place, and show it', async () => {
    const { content } = await editor({
      command: 'str_replace',
      path: 'src/a.txt',
      old_str: 'two\nthree',
      new_str: 'TWO',
    });
    expect(await sandbox.text('src/a.txt')).toBe('one\nTWO\nfour\n');
    expect(content).toContain('     2\tTWO');
  });

  test('refuse a text that is there twice, naming the lines', async () => {
    const result = await editor({ command: 'str_replace', path: 'src/a.txt', old_str: 'o', new_str: '0' });
    expect(result).toEqual({ content: expect.stringMatching(/3 times \(lines 1, 2, 4\)/), isError: true });
    expect(await sandbox.text('src/a.txt')).toBe('one\ntwo\nthree\nfour\n');
  });

  test('take new text literally', async () => {
    await editor({ command: 'str_replace', path: 'price.txt', old_str: 'cost', new_str: "$& costs $1 $'" });
    expect(await sandbox.text('price.txt')).toBe("$& costs $1 $'\n");
  });

  test('keep line endings', async () => {
    await editor({ command: 'str_replace', path: 'crlf.txt', old_str: 'one\ntwo', new_str: 'a\nb' });
    await editor({ command: 'insert', path: 'crlf.txt', insert_line: 1, insert_text: 'new' });
    expect(await sandbox.text('crlf.txt')).toBe('a\r\nnew\r\nb\r\n');
  });

  test.each([
    [0, 'new\none\ntwo\n'],
    [1, 'one\nnew\ntwo\n'],
    [2, 'one\ntwo\nnew\n'],
  ])('insert after line %i', async (insert_line, after) => {
    await sandbox.writeFile('c.txt', 'one\ntwo\n');
    await editor({ command: 'insert', path: 'c.txt', insert_line, insert_text: 'new' });
    expect(await sandbox.text('c.txt')).toBe(after);
  });

  test('insert at the end of a file without a last line break', async () => {
    await sandbox.writeFile('c.txt', 'one');
    await editor({ command: 'insert', path: 'c.txt', insert_line: 1, insert_text: 'two\n' });
    expect(await sandbox.text('c.txt')).toBe('one\ntwo\n');
    expect(await editor({ command: 'insert', path: 'c.txt', insert_line: 3, insert_text: 'x' })).toMatchObject({
      isError: true,
    });
  });

  test('create a file with its folders', async () => {
    await editor({ command: 'create', path: 'new/folder/c.txt', file_text: 'hello' });
    expect(await sandbox.text('new/folder/c.txt')).toBe('hello');
  });

  test('that the file system refuses are an answer, unless the sandbox is gone', async () => {
    const onFolder = { command: 'create', path: 'src', file_text: 'x' };
    expect(await editor(onFolder)).toEqual({ content: expect.stringMatching(/EISDIR/), isError: true });
    sandbox.run = () => Promise.reject(new Error('gone'));
    await expect(editor(onFolder)).rejects.toThrow(/EISDIR/);
  });

  test.each(['../out.txt', '/etc/passwd', 'src/../../out.txt', '.git/config', 'sub/.GIT/hooks/post-commit', '.'])(
    'refuse to write %s',
    async (path) => {
      expect(await editor({ command: 'create', path, file_text: 'x' })).toMatchObject({ isError: true });
    },
  );
});

describe('bash', () => {
  test('starts fresh in the root each time, and says how the command ended', async () => {
    expect((await use('bash', { command: 'cd src; X=1; ls; exit 3' })).content).toBe('Exit code 3.\na.txt\ndeep\n');
    expect((await use('bash', { command: 'echo "$X"; ls -d src' })).content).toBe('Exit code 0.\n\nsrc\n');
    expect(await use('bash', { restart: true })).toEqual({ content: expect.stringMatching(/fresh shell/) });
    expect(await use('bash', {})).toMatchObject({ isError: true });
  });

  test('says honestly that a command was killed, and what it had printed', async () => {
    const result = await bashTool(sandbox, { timeoutSeconds: 0.5, maxOutputBytes: 65_536 }).run(
      { command: 'echo begun; sleep 60' },
      never,
    );
    expect(result).toEqual({
      content: expect.stringMatching(/^Killed after 0.5 s.*stays done\.\nbegun/s),
      isError: true,
    });
  });
});

describe('search', () => {
  test('finds lines in files that git does not ignore', async () => {
    expect((await use('search', { pattern: '^two$' })).content).toBe('src/a.txt:2:two\nsrc/deep/er/b.txt:1:two');
    expect((await use('search', { pattern: 'TWO', path: 'src/deep', ignore_case: true })).content).toBe(
      'src/deep/er/b.txt:1:two',
    );
    expect((await use('search', { pattern: 'two', path: '*.txt' })).content).toContain('crlf.txt');
  });

  test('takes pattern and path as text, never as options', async () => {
    expect((await use('search', { pattern: '--open-files-in-pager=touch pwned', path: '-O' })).content).toBe(
      'No line matches.',
    );
    expect(await sandbox.text('pwned')).toBeNull();
  });

  test('passes on what is wrong with a pattern', async () => {
    expect(await use('search', { pattern: '(' })).toMatchObject({ isError: true });
    expect(await use('search', { pattern: 'x', path: '../..' })).toMatchObject({ isError: true });
  });
});
