import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { planCustom } from './plan.ts';

/** Commands that a repository names itself. See README.md in this folder. */
export const custom: Verifier = {
  name: 'custom',
  version: 1,
  activatedBy: '`verifiers:` in `.github/fettle.yml`',
  runs: 'the commands listed there',
  proven: [{ how: 'real', tools: ['bash'] }],
  plan: (files, config = readRepoConfig(null)) => planCustom(files, config),
};
