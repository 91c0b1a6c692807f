import { posix } from 'node:path';
import type { Check } from '../types.ts';
import { runScriptWith } from './managers.ts';
import { plainWords } from './plain-call.ts';

/** How each runner is told which files to run. Mocha adds them to those of its own settings, which is more than asked for. */
const SELECT: Readonly<Record<string, (paths: readonly string[]) => string[]>> = {
  jest: (paths) => ['--runTestsByPath', ...paths],
  vitest: (paths) => [...paths],
  mocha: (paths) => [...paths],
  'node:test': (paths) => [...paths],
  ava: (paths) => [...paths],
};
/** Options whose value is a word of its own. */
const WITH_VALUE = /^(?:-r|--require|--import|--loader|--experimental-loader|-c|--config)$/;
const TEST_CODE = /\.[cm]?[jt]sx?$/;

/** The same check for the tests of these files; null where the script names files itself, or does more than call a runner. */
export function onlyFiles(check: Check, paths: readonly string[]): Check | null {
  if (check.phase !== 'test' || paths.length === 0 || paths.some((path) => !TEST_CODE.test(path))) return null;
  const [manager = '', run, script = ''] = check.argv;
  const scripted = check.runs !== undefined && run === 'run';
  const words = scripted ? plainWords(check.runs ?? '') : null;
  if (words === null || namesFiles(words)) return null;
  const runner = words[0] === 'node' ? (words.includes('--test') ? 'node:test' : '') : (words[0] ?? '');
  const args = SELECT[runner]?.(paths.map((path) => posix.relative(check.cwd, path)));
  if (args === undefined) return null;
  const argv = runScriptWith(manager, script, args);
  return { ...check, argv, command: argv.join(' ') };
}

/** Whether a call of a runner says already what to run: then more words would widen it, not narrow it. */
function namesFiles([, ...words]: readonly string[]): boolean {
  return words.some((word, at) => !word.startsWith('-') && word !== 'run' && !WITH_VALUE.test(words[at - 1] ?? ''));
}
