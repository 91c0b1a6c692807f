import { posix } from 'node:path';
import type { Check, Failure } from '../types.ts';

/** `tests/test_a.py::TestA::test_b[x]` as pytest prints it after FAILED or ERROR. */
const NODE_ID = /^(?:(?:FAILED|ERROR) )?([^\s:][^:]*\.py(?:::[^:].*)+)$/;
/** `FAIL: test_b (tests.test_a.TestA.test_b)`, and without the last part before Python 3.11. */
const UNITTEST = /^(?:(?:FAIL|ERROR): )?(\w+) \(([\w.]+)\)/;

/** The same check for these tests alone; null where one of them can't be named. */
export function narrowPython(check: Check, failures: readonly Failure[]): Check | null {
  const names: string[] = [];
  for (const { test } of failures) {
    const name = test === undefined ? null : check.tool === 'pytest' ? nodeId(check, test) : unittestId(check, test);
    if (name === null) return null;
    names.push(name);
  }
  if (names.length === 0) return null;
  const unique = [...new Set(names)];
  if (check.tool !== 'pytest') {
    const argv = [...check.argv, ...unique.flatMap((name) => ['-k', name])];
    return { ...check, argv, command: argv.join(' ') };
  }
  const argv = [...check.argv, ...uncovered(check), ...unique];
  return { ...check, argv, command: argv.join(' ') };
}

/** A threshold of coverage is for all tests; the listing knows whether there is one. */
const uncovered = (check: Check): string[] => (check.collect?.includes('--no-cov') === true ? ['--no-cov'] : []);

/** Only pytest takes files: unittest wants modules, whose names depend on where it starts. */
export function onlyFilesPython(check: Check, paths: readonly string[]): Check | null {
  if (check.tool !== 'pytest' || paths.some((path) => !path.endsWith('.py'))) return null;
  const argv = [...check.argv, ...uncovered(check), ...paths.map((path) => posix.relative(check.cwd, path))];
  return { ...check, argv, command: argv.join(' ') };
}

function nodeId(check: Check, test: string): string | null {
  const id = NODE_ID.exec(test.trim())?.[1];
  if (id === undefined || id.includes('…')) return null;
  // pytest names files from its root, which may lie above the project.
  return check.cwd !== '' && id.startsWith(`${check.cwd}/`) ? id.slice(check.cwd.length + 1) : id;
}

function unittestId(check: Check, test: string): string | null {
  if (check.tool !== 'unittest' || !check.argv.includes('discover')) return null;
  const [, name = '', owner = ''] = UNITTEST.exec(test.trim()) ?? [];
  // A class or module that could not be set up, a file that could not be loaded: not one test.
  if (name === '' || /^setUp(?:Class|Module)$/.test(name) || owner.includes('_FailedTest')) return null;
  return owner.endsWith(`.${name}`) ? owner : `${owner}.${name}`;
}

/** Names that the listing of a check printed; null where that is no list. */
export function collectedPython(check: Check, output: string): string[] | null {
  const lines = output.split('\n').map((line) => line.trim());
  if (check.tool === 'pytest') {
    const names = lines.filter((line) => /^\S[^:]*\.py::/.test(line));
    const said = lines.map((line) => /^=*\s*(?:(\d+)\/)?(\d+) tests? collected/.exec(line)).find((it) => it !== null);
    const count = said === undefined || said === null ? null : Number(said[1] ?? said[2]);
    return count === names.length ? names : null;
  }
  if (check.tool !== 'unittest') return null;
  const names = lines.filter((line) => line !== '');
  return names.every((name) => /^[\w.]+$/.test(name)) ? names : null;
}
