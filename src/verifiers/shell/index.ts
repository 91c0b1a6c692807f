import type { Verifier } from '../types.ts';
import { batsNames, narrowBats } from './bats.ts';
import { planShell } from './plan.ts';

/** Shell scripts and Bats tests. See README.md in this folder. */
export const shell: Verifier = {
  name: 'shell',
  version: 1,
  activatedBy: 'shell scripts in a repository that names `shellcheck`; `*.bats`',
  runs: '`shellcheck`, or `bash -n` where there are only tests; `bats --recursive`',
  proven: [{ how: 'real', tools: ['bash', 'shellcheck', 'bats'] }],
  plan: (files) => planShell(files),
  narrow: (check, failures) => (check.id.startsWith('shell:bats') ? narrowBats(check, failures) : null),
  collected: (_check, output) => batsNames(output),
};
