import type { Check, Failure } from '../types.ts';

/** More names than this and the whole check is the better question. */
const MAX_TESTS = 50;

/** The same command for the tests that failed, by their full names. */
export function narrowRust(check: Check, failures: readonly Failure[]): Check | null {
  if (check.phase !== 'test' || failures.length === 0 || failures.length > MAX_TESTS) return null;
  const names = new Set<string>();
  for (const { test } of failures) {
    // rustdoc takes a name apart where it has blanks, and those of documentation tests have some.
    if (test === undefined || /^-|\s/.test(test)) return null;
    names.add(test);
  }
  const filter = ['--', '--exact', ...names];
  return { ...check, command: `${check.command} ${filter.join(' ')}`, argv: [...check.argv, ...filter] };
}

/** `cargo test -- --list`: one line a test, ignored ones too, which are counted when the tests run as well. */
export function collectedRust(_check: Check, output: string): readonly string[] | null {
  const found = [...output.matchAll(/^(.+): test$/gm)].map((it) => it[1] ?? '');
  return found.length > 0 || /^0 tests, \d+ benchmarks?$/m.test(output) ? found : null;
}
