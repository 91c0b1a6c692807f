import { z } from 'zod';
import type { Check } from '../types.ts';
import { execTool, type Manager, runScriptWith } from './managers.ts';
import { plainWords } from './plain-call.ts';

/** A name that no test has: Jest then loads every file and lists its tests without running one. */
const NO_TEST = 'fettle-lists-tests-and-runs-none';
const JEST = ['--json', `--testNamePattern=${NO_TEST}`, '--coverage=false'];
const MOCHA = ['--dry-run', '--reporter=json'];

/**
 * How the tests of a script that is a plain call of a runner are listed without being run; null for runners that can't
 * (AVA, node:test, Jasmine, tap) and for scripts that do more.
 */
export function collectArgv(
  manager: Manager,
  script: string,
  scripts: Readonly<Record<string, string>>,
): readonly string[] | null {
  const words = plainWords(scripts[script] ?? '');
  const [program = '', ...rest] = words ?? [];
  if (
    rest.some((word) => /^(-t|--testNamePattern|-g|--grep|-f|--fgrep|--json|--reporters?|-R|--shard)(=|$)/.test(word))
  ) {
    return null;
  }
  if (program === 'jest') return runScriptWith(manager.name, script, JEST);
  if (program === 'mocha') return runScriptWith(manager.name, script, MOCHA);
  // `vitest list` is a command of its own, so what npm would run before the script is missing.
  if (program !== 'vitest' || scripts[`pre${script}`] !== undefined) return null;
  return execTool(manager, 'vitest', listArgs(rest));
}

/** The same for a runner that is called without a script. */
export function collectTool(manager: Manager, tool: string, args: readonly string[]): readonly string[] | null {
  if (tool === 'jest') return execTool(manager, 'jest', [...args, ...JEST]);
  if (tool === 'mocha') return execTool(manager, 'mocha', [...args, ...MOCHA]);
  return tool === 'vitest' ? execTool(manager, 'vitest', listArgs(args)) : null;
}

const listArgs = (args: readonly string[]): string[] => [
  'list',
  ...args.filter((word) => !/^(run|--run|--coverage(\..*|=.*)?)$/.test(word)),
  '--json',
];

const Jest = z.looseObject({
  testResults: z.array(z.looseObject({ assertionResults: z.array(z.looseObject({ fullName: z.string() })) })),
});
const Mocha = z.looseObject({ tests: z.array(z.looseObject({ fullTitle: z.string() })) });
const Vitest = z.array(z.looseObject({ name: z.string() }));

/** Names of the tests that `collect` listed, read from the JSON in its output. */
export function collectedNames({ tool }: Check, output: string): readonly string[] | null {
  const value = jsonIn(output);
  if (value === null) return null;
  if (tool === 'vitest') return Vitest.safeParse(value).data?.map((it) => it.name) ?? null;
  if (tool === 'mocha') return Mocha.safeParse(value).data?.tests.map((it) => it.fullTitle) ?? null;
  const files = Jest.safeParse(value).data?.testResults;
  return files?.flatMap((file) => file.assertionResults.map((it) => it.fullName)) ?? null;
}

/** What a manager says before and after it is left out: the text from the first line that opens a value to its end. */
function jsonIn(output: string): unknown {
  const lines = output.split('\n');
  for (let from = 0; from < lines.length; from += 1) {
    if (!/^[[{]/.test(lines[from] ?? '')) continue;
    for (let to = lines.length; to > from; to -= 1) {
      if (!/[\]}]\s*$/.test(lines[to - 1] ?? '')) continue;
      try {
        return JSON.parse(lines.slice(from, to).join('\n'));
      } catch {
        // What follows was not part of it; or the next line that opens one is meant.
      }
      if (lines.length - to > 20) break;
    }
  }
  return null;
}
