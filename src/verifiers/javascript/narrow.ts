import type { Check, Failure } from '../types.ts';
import { runScriptWith } from './managers.ts';
import { plainWords } from './plain-call.ts';

/** An argument list has its limits, and a long one is no narrowing any more. */
const MAX_PATTERN = 20_000;

/** A test's name and those of the suites around it, outermost first. */
type Name = readonly string[];

/** How each runner is told which tests to run, by a pattern that any part of a test's full name may match. */
const SELECT: Readonly<Record<string, (names: readonly Name[]) => string[] | null>> = {
  jest: (names) => [`--testNamePattern=${pattern(names)}`],
  vitest: (names) => [`--testNamePattern=${pattern(names)}`],
  mocha: (names) => [`--grep=${pattern(names)}`],
  'node:test': (names) => [`--test-name-pattern=${pattern(names)}`],
  // AVA takes wildcards, which can't be taken literally, and knows no suites: what it prints before a title is the file.
  ava: (names) => {
    const titles = names.map((name) => name.at(-1) ?? '');
    return titles.some((title) => /[*!]/.test(title)) ? null : titles.map((title) => `--match=*${title}`);
  },
};
const FILTERS = /^(-t|--testNamePattern|--test-name-pattern|-g|--grep|-f|--fgrep|-m|--match)(=|$)/;

/** The same check for the tests of these failures alone; null where the script does more than call a runner. */
export function narrowed(check: Check, failures: readonly Failure[]): Check | null {
  const names = failures.map(nameOf);
  if (check.phase !== 'test' || names.length === 0 || names.some((name) => name.length === 0)) return null;
  const [manager = '', run, script = ''] = check.argv;
  const scripted = check.runs !== undefined && run === 'run';
  const words = scripted ? plainWords(check.runs ?? '') : check.argv;
  if (words === null || words.some((word) => FILTERS.test(word))) return null;
  const runner = scripted ? runnerOf(words) : (check.tool ?? '');
  const args = SELECT[runner]?.(names) ?? null;
  if (args === null || args.join(' ').length > MAX_PATTERN) return null;
  const argv = scripted ? runScriptWith(manager, script, args) : [...check.argv, ...args];
  return { ...check, argv, command: argv.join(' ') };
}

/** `node --test` takes options after its paths as well. */
const runnerOf = ([program = '', ...rest]: readonly string[]): string =>
  program === 'node' ? (rest.includes('--test') ? 'node:test' : '') : program;

/** Without the file, which runners print in front: `file > suite > test` or `suite › test`. */
function nameOf({ test, file }: Failure): Name {
  if (test === undefined || test.trim() === '' || /[\n\0]/.test(test)) return [];
  const parts = test.trim().split(/ [›>»] /);
  const [first = ''] = parts;
  const isFile = parts.length > 1 && (first === file || /\.[cm]?[jt]sx?$/.test(first));
  return isFile ? parts.slice(1) : parts;
}

/** Runners join the parts by a space; Vitest since version 4 by what it prints between them. */
const pattern = (names: readonly Name[]): string =>
  [...new Set(names.map((name) => name.map(escape).join(' (?:> )?')))].join('|');
const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
