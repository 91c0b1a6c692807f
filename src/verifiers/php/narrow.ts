import type { Check, Failure } from '../types.ts';

/** `App\Tests\ShopTest::testAdd`, with what names its data set. */
const TEST = /^((?:\w+\\)*\w+::\w+)(?: with data set (.+))?$/s;

/** The same check for these tests alone; null where one of them can't be named. All data sets of a test are run. */
export function narrowPhp(check: Check, failures: readonly Failure[]): Check | null {
  if (check.tool !== 'phpunit') return null;
  const names = [...new Set(failures.map(({ test }) => TEST.exec(test?.trim() ?? '')?.[1]))];
  if (names.length === 0 || names.includes(undefined)) return null;
  const filter = `/^(?:${names.map((name) => name?.replaceAll('\\', '\\\\')).join('|')})( with data set .*)?$/`;
  const [program = 'phpunit', ...rest] = check.argv;
  const argv = [program, '--filter', filter, ...rest];
  return { ...check, argv, command: argv.join(' ') };
}

/** Names that `--list-tests` printed; null where it printed something else. */
export function collectedPhp(check: Check, output: string): string[] | null {
  if (check.tool !== 'phpunit' || !/^Available tests?(?:\(s\))?:/m.test(output)) return null;
  return [...output.matchAll(/^ - (.+)$/gm)].map((it) => it[1] ?? '');
}
