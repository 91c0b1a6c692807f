import { posix } from 'node:path';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';

const INSTALLED = /(^|\/)(node_modules|vendor\/bundle|\.bundle|\.fettle-deps)\//;
/** Settings, tasks, and the file that sets up coverage. */
const SETTINGS =
  /^(\.rspec(-local)?|\.rubocop.*\.yml|\.simplecov|\.standard\.yml|\.minitest|[Rr]akefile(\.rb)?|[^/]+\.rake)$/;
/** Set-up code of tests: of it, the lines that choose tests or end the run. */
const HELPERS = /^(spec_helper|rails_helper|test_helper)\.rb$/;
const DECIDES =
  /filter|minimum_coverage|at_exit|\bexit|\babort|\bskip\b|\bpending\b|run_all_when|Minitest\.|fail_if_no_examples|Minitest::|prepend|define_method/;

/** Everything that decides what the checks of Ruby projects do. */
export async function rubyGateFiles(files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    if (INSTALLED.test(path)) continue;
    const name = posix.basename(path);
    const settings = SETTINGS.test(name);
    if (!settings && !HELPERS.test(name)) continue;
    const text = (await files.read(path)) ?? '';
    if (settings) found.push(gateFile(path, null, text));
    else {
      const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
      const deciding = lines.filter((line) => DECIDES.test(line));
      if (deciding.length > 0) found.push(gateFile(path, 'what chooses tests', deciding.join('\n')));
    }
  }
  for (const [path, target] of (await files.links?.()) ?? []) {
    const name = posix.basename(path);
    if (INSTALLED.test(path) || !(SETTINGS.test(name) || HELPERS.test(name))) continue;
    found.push(gateFile(path, null, { target, text: await files.read(posix.join(posix.dirname(path), target)) }));
  }
  return found;
}
