import type { Verifier } from '../types.ts';
import { planPreCommit } from './plan.ts';

/** Hooks of `.pre-commit-config.yaml` that need no network. See README.md in this folder. */
export const preCommit: Verifier = {
  name: 'pre-commit',
  version: 1,
  activatedBy: '`.pre-commit-config.yaml` in the root',
  runs: '`pre-commit run --all-files` with the local hooks that need no environment of their own',
  proven: [{ how: 'real', tools: ['pre-commit'] }],
  plan: (files) => planPreCommit(files),
};
