import { parseDiff } from '../../guards/parse-diff.ts';
import type { ImportedFile } from './imported-task.ts';

/** How hidden tests that come as a patch are run. */
export interface TestRun {
  /** The patch that adds or changes them. */
  patch: string;
  /** All tests that must pass, by name. */
  ids: readonly string[];
  /** A line of bash; `{tests}` stands for the names. */
  command: string;
  /** The test files as the patch makes them of base, where base was at hand; null where it was not. */
  tree: readonly ImportedFile[] | null;
}

const LANGUAGES: Record<string, string> = {
  py: 'python',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  go: 'go',
  rs: 'rust',
  java: 'java',
  kt: 'kotlin',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  rb: 'ruby',
  php: 'php',
  cs: 'csharp',
};

/** The languages of a patch's files, by their names; `unknown` where none is known. */
export function languagesOf(patch: string): string[] {
  const found = parseDiff(patch).flatMap(({ path }) => LANGUAGES[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? []);
  return found.length === 0 ? ['unknown'] : [...new Set(found)].toSorted();
}

const COMMANDS: Record<string, string> = {
  python: 'python3 -m pytest -q {tests}',
  javascript: 'npm test',
  typescript: 'npm test',
  go: 'go test ./...',
  rust: 'cargo test --offline',
  java: 'mvn -q -o test',
};

/**
 * What runs the tests of a language where nobody says: pytest by name for Python, the whole suite elsewhere. Null where it
 * can't be guessed. A guess may be wrong for a repository: `fettle eval validate` shows it.
 */
export const usualCommand = (languages: readonly string[]): string | null =>
  languages.map((it) => COMMANDS[it]).find((it) => it !== undefined) ?? null;

/** `tests/` of a task directory. */
export function hiddenTestFiles({ patch, ids, command, tree }: TestRun): ImportedFile[] {
  const files = parseDiff(patch);
  const gone = (status: string) => files.flatMap((file) => (file.status === status ? [`${file.path}\n`] : [])).join('');
  return [
    { path: 'tests/test.patch', content: ended(patch) },
    { path: 'tests/ids.txt', content: ids.map((id) => `${id}\n`).join('') },
    { path: 'tests/added.txt', content: gone('added') },
    { path: 'tests/deleted.txt', content: gone('deleted') },
    { path: 'tests/test.sh', content: script(command, tree !== null), executable: true },
    ...(tree ?? []).map((file) => ({ ...file, path: `tests/tree/${file.path}` })),
  ];
}

export const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Whatever the agent has made of the hidden files' paths is replaced: it never saw them. */
const script = (command: string, laid: boolean): string => `#!/bin/bash
# Lays the hidden tests over the work tree and runs what must pass.
mkdir -p /logs/verifier
echo 0 > /logs/verifier/reward.txt
${
  laid
    ? `cp -R /tests/tree/. . || exit 1
while IFS= read -r path; do rm -f -- "$path"; done < /tests/deleted.txt`
    : `while IFS= read -r path; do rm -f -- "$path"; done < /tests/added.txt
git apply --whitespace=nowarn /tests/test.patch || exit 1`
}
mapfile -t ids < /tests/ids.txt
if ${command.replaceAll('{tests}', '"${ids[@]}"')}; then echo 1 > /logs/verifier/reward.txt; fi
`;
