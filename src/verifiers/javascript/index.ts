import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { restoreScripts } from './gate.ts';
import { planJavascript } from './plan.ts';

/** Projects with a package.json that are installed with npm. See README.md in this folder. */
export const javascript: Verifier = {
  name: 'javascript',
  version: 1,
  activatedBy: '`package.json` (root, workspaces, nested packages that stand on their own)',
  runs: 'the scripts `lint`, `typecheck`, `build` and `test` through `npm run`',
  proven: [{ how: 'real', tools: ['npm', 'node:test'] }],
  installSettings: ['.npmrc'],
  plan: (files, config = readRepoConfig(null)) => planJavascript(files, config),
  restore: restoreScripts,
};
