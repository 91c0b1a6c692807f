import { posix } from 'node:path';
import { checkId, folderOf, outermost } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import type { Check, Failure, GateFile, RepoFiles } from '../types.ts';
import { isOurs } from './scripts.ts';

const TIMEOUT_MS = 15 * 60_000;
/** Folders for tests inside a component; the component is what they lie in. */
const TEST_FOLDER = /^(?:tests?|bats|specs?|unit|integration|functional|e2e|t)$/;
/** What tests load first; where it changes, what they prove changes. */
const SET_UP = /(^|\/)(?:setup_suite|test_helper|helpers?|common|common[-_]setup)\.bash$/;

/** One check for each component that holds Bats tests, run in the component's folder. */
export async function batsChecks(files: RepoFiles): Promise<Check[]> {
  const folders = outermost([...new Set((await batsFiles(files)).map(folderOf))]);
  const byComponent = Map.groupBy(folders, componentOf);
  return [...byComponent].map(([component, its]) => {
    const inside = its.map((folder) => (folder === component ? '.' : posix.relative(component, folder)));
    return {
      id: checkId('shell', 'bats', component),
      verifier: 'shell',
      component,
      phase: 'test',
      command: `bats --recursive ${inside.join(' ')}`,
      argv: ['bats', '--tap', '--recursive', ...inside],
      cwd: component,
      timeoutMs: TIMEOUT_MS,
      tool: 'bats',
      // Names only: nothing is run.
      collect: ['grep', '-rhE', '--include=*.bats', '^[[:blank:]]*@test[[:blank:]]', ...inside],
    };
  });
}

const batsFiles = async (files: RepoFiles): Promise<string[]> =>
  (await files.list()).filter((path) => path.endsWith('.bats') && isOurs(path));

function componentOf(folder: string): string {
  let component = folder;
  while (component !== '' && TEST_FOLDER.test(posix.basename(component))) component = folderOf(component);
  return component;
}

/** Names of the tests in the lines that `Check.collect` printed. */
export function batsNames(output: string): string[] {
  return output
    .split('\n')
    .flatMap((line) => /^\s*@test\s+(["']?)(.+?)\1\s*\{/.exec(line)?.[2] ?? [])
    .map((name) => name.replaceAll(/\\(["'$`\\])/g, '$1'));
}

/** The same check for tests of these names; null when one is unknown, as where a file could not be loaded. */
export function narrowBats(check: Check, failures: readonly Failure[]): Check | null {
  const names = new Set<string>();
  for (const { test } of failures) {
    if (test === undefined || /_(?:file|suite) failed$|^bats-gather/.test(test)) return null;
    names.add(test);
  }
  if (names.size === 0) return null;
  const escaped = [...names].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return { ...check, argv: [...check.argv, '--filter', `^(${escaped.join('|')})$`] };
}

/** Set-up that Bats or the tests load, and the settings of ShellCheck. */
export async function shellGateFiles(files: RepoFiles): Promise<GateFile[]> {
  const tested = (await batsFiles(files)).length > 0;
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    const decides = posix.basename(path) === '.shellcheckrc' || (tested && SET_UP.test(path));
    const text = decides && isOurs(path) ? await files.read(path) : null;
    if (text !== null) found.push(gateFile(path, null, text));
  }
  return found;
}
