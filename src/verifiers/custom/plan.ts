import { CONFIG_PATH, type CustomVerifierConfig, type RepoConfig } from '../../repo-config.ts';
import { gateFile, namedGateFiles } from '../gate-files.ts';
import type { Check, Plan, RepoFiles } from '../types.ts';

/** What the base commit's `.github/fettle.yml` says is to be run. */
export async function planCustom(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const text = await files.read(CONFIG_PATH);
  const gateFiles = text === null ? [] : [gateFile(CONFIG_PATH, null, text)];
  for (const verifier of config.verifiers) {
    gateFiles.push(...(await namedGateFiles(verifier.run, verifier.cwd, files)));
  }
  return { checks: config.verifiers.map(checkOf), installs: [], gateFiles };
}

function checkOf({ name, run, cwd, timeout, when, parser }: CustomVerifierConfig): Check {
  return {
    id: `custom:${name}`,
    verifier: 'custom',
    component: cwd,
    phase: 'test',
    command: run,
    // As in a workflow file: the first failing line ends the script.
    argv: ['bash', '-e', '-o', 'pipefail', '-c', run],
    cwd,
    timeoutMs: timeout,
    // Without globs a check that people wrote down applies to every change, wherever it runs.
    when: when ?? ['**'],
    ...(parser === undefined ? {} : { tool: parser }),
  };
}
