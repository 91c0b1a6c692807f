import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { narrowBazel, planBazel } from './plan.ts';

/** Bazel workspaces. See README.md in this folder. */
export const bazel: Verifier = {
  name: 'bazel',
  version: 1,
  activatedBy: '`MODULE.bazel`, `WORKSPACE`, `WORKSPACE.bazel`',
  runs: '`bazel build //...`, and `bazel test //...` where a BUILD file declares a test',
  proven: [{ how: 'format', tools: ['bazel'] }],
  installSettings: ['.bazelrc'],
  plan: (files, config = readRepoConfig(null)) => planBazel(files, config),
  narrow: (check, failures) => (check.phase === 'test' ? narrowBazel(check, failures) : null),
};
