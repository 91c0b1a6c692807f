import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const fettle = new URL('../../bin/fettle.mjs', import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-completion-'));
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, shell), execFileSync(process.execPath, [fettle, 'completion', shell]));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The shells come from Debian's packages; `npm run test:all` installs them. */
const run = (shell: string, ...args: string[]) => execFileSync(shell, args, { cwd: folder, encoding: 'utf8' });

/** What bash offers for a line that ends in the word under the cursor. */
const bash = (...words: string[]) =>
  run(
    'bash',
    '-c',
    'source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fettle; printf "%s\\n" "${COMPREPLY[@]}"',
    'bash',
    ...words,
  )
    .trim()
    .split('\n');

test('bash completes commands, options, words and files', () => {
  expect(bash('fettle', 're')).toEqual(expect.arrayContaining(['retry', 'release', 'replay', 'restore']));
  expect(bash('fettle', 'runs', '--ne')).toEqual(['--needs-person']);
  expect(bash('fettle', 'eval', 'self')).toEqual(['selftest']);
  expect(bash('fettle', 'backup', 'fi')).toEqual(['fish']);
});

test('zsh takes the script, and knows the command afterwards', () => {
  const script =
    'autoload -U compinit && compinit -u -d ./dump; source ./zsh; print -r -- $_comps[fettle]; functions _fettle';
  const said = run('zsh', '-f', '-c', script);
  expect(said).toMatch(/^_fettle\n/);
  expect(said).toContain('--needs-person');
});

test('fish completes commands and options', () => {
  const complete = (line: string) => run('fish', '--no-config', '-c', `source ./fish; complete -C '${line}'`);
  expect(complete('fettle rel')).toMatch(/^release\tlets it go on/m);
  expect(complete('fettle runs --ne')).toMatch(/^--needs-person/m);
  expect(complete('fettle eval self')).toMatch(/^selftest/m);
});
