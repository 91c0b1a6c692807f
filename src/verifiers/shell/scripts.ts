import { posix } from 'node:path';
import type { RepoFiles } from '../types.ts';

/** Copies of other people's code, and material of tests that may be broken on purpose. */
const NOT_OURS = [
  'node_modules',
  'bower_components',
  'vendor',
  'third_party',
  'fixture',
  'fixtures',
  '__fixtures__',
  'testdata',
  'test-data',
  'template',
  'templates',
  '.git',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.cache',
  '.yarn',
  '.fettle-deps',
  'bats-core',
  'bats-assert',
  'bats-support',
  'bats-file',
  'bats-mock',
];
const NOT_OURS_PATH = new RegExp(`(^|/)(?:${NOT_OURS.map((name) => name.replace('.', '\\.')).join('|')})/`);
/** Where scripts without an ending usually lie; only these are opened to find out whether the check applies at all. */
const SCRIPT_FOLDER = /^\.$|(^|\/)(bin|sbin|scripts?|tools?|hack|ci|\.ci|\.github|hooks|\.githooks|\.husky)$/;
const MAX_READ = 200;
/** The shells that bash and ShellCheck understand; zsh and fish are other languages. */
const SHEBANG = /^#![ \t]*\S*[/ ](?:ba|da|a)?sh(?:[ \t\r]|$)/;

export const isOurs = (path: string): boolean => !NOT_OURS_PATH.test(path);

/** Scripts of bash or sh, as base has them: by their ending, or without one by their first line. */
export async function shellScripts(files: RepoFiles): Promise<string[]> {
  const found: string[] = [];
  let read = 0;
  for (const path of await files.list()) {
    const ending = posix.extname(path);
    if (!isOurs(path)) continue;
    if (ending === '.sh' || ending === '.bash') found.push(path);
    if (posix.basename(path).includes('.') || read >= MAX_READ || !SCRIPT_FOLDER.test(posix.dirname(path))) continue;
    read += 1;
    const text = await files.read(path);
    if (SHEBANG.test(text?.slice(0, 200).split('\n', 1)[0] ?? '')) found.push(path);
  }
  return found;
}

/**
 * A piece of sh that sets `scripts` to the scripts that are there when it runs, one a line: the change may add some.
 * A script of another shell, by its first line, is left out whatever its ending.
 */
export const LIST_SCRIPTS = `scripts=$(find . -type d \\( ${NOT_OURS.map((name) => `-name ${name}`).join(' -o ')} \\) -prune \\
  -o -type f -size -400k \\( -name '*.sh' -o -name '*.bash' -o ! -name '*.*' \\) -print0 |
  xargs -0 awk 'FNR == 1 {
    shell = /^#![ \\t]*[^ \\t]*[\\/ ](ba|da|a)?sh([ \\t\\r]|$)/
    if (shell || (!/^#!/ && FILENAME ~ /\\.(ba)?sh$/)) print substr(FILENAME, 3)
    nextfile
  }' | sort)
[ -n "$scripts" ] || exit 0`;
