import { posix } from 'node:path';
import type { Check, Failure } from '../types.ts';

/** The same command for the tests that failed, in whatever packages have tests of these names. */
export function narrowGo(check: Check, failures: readonly Failure[]): Check | null {
  if (check.phase !== 'test' || failures.length === 0) return null;
  const names = new Set<string>();
  for (const { test } of failures) {
    // A subtest can't be run without its test, and its name is changed for the screen.
    const name = /^(?:Test|Example|Fuzz)\w*/.exec(test ?? '')?.[0];
    if (name === undefined) return null;
    names.add(name);
  }
  const pattern = `^(${[...names].sort().join('|')})$`;
  return { ...check, command: `${check.command} -run '${pattern}'`, argv: [...check.argv, '-run', pattern] };
}

/** Go knows packages, which are folders: all tests of those that hold one of these files. */
export function onlyFilesGo(check: Check, paths: readonly string[]): Check | null {
  if (check.argv.at(-1) !== './...' || paths.some((path) => !path.endsWith('_test.go'))) return null;
  const folders = new Set(paths.map((path) => posix.dirname(posix.relative(check.cwd, path))));
  const argv = [
    ...check.argv.slice(0, -1),
    ...[...folders].sort().map((folder) => (folder === '.' ? '.' : `./${folder}`)),
  ];
  return { ...check, argv, command: argv.join(' ') };
}

/** `go test -list`: names, then the package that they are of. Benchmarks are listed too, and not run. */
export function collectedGo(_check: Check, output: string): readonly string[] | null {
  const found: string[] = [];
  let pending: string[] = [];
  let packages = 0;
  for (const line of output.split('\n')) {
    const done = /^(?:ok|\?)\s+(\S+)/.exec(line)?.[1];
    if (done !== undefined) {
      found.push(...pending.map((name) => `${done}.${name}`));
      pending = [];
      packages += 1;
    } else if (/^(?:Test|Example|Fuzz)\w*$/.test(line)) pending.push(line);
  }
  return packages === 0 ? null : found;
}
