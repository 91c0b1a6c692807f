import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { collectedNames } from './collect.ts';
import { restoreScripts } from './gate.ts';
import { INSTALL_SETTINGS } from './install.ts';
import { measureJavascript } from './measure.ts';
import { narrowed } from './narrow.ts';
import { onlyFiles } from './only-files.ts';
import { planJavascript } from './plan.ts';

/** Projects with a package.json, whatever manages their packages. See README.md in this folder. */
export const javascript: Verifier = {
  name: 'javascript',
  version: 2,
  activatedBy: '`package.json` (root, workspaces of npm, pnpm, Yarn and Bun, nested packages that stand on their own)',
  runs:
    "the scripts `lint`, `typecheck`, `build`, `test` and their like with the project's own manager; the tools below where " +
    'they are configured and no script runs them',
  proven: [
    {
      how: 'real',
      tools: (
        'npm pnpm yarn bun jest vitest mocha ava node:test jasmine tap tsc vue-tsc eslint oxlint biome prettier ' +
        'stylelint vite webpack rollup esbuild turbo nx next'
      ).split(' '),
    },
  ],
  installSettings: INSTALL_SETTINGS,
  plan: (files, config = readRepoConfig(null)) => planJavascript(files, config),
  restore: restoreScripts,
  narrow: narrowed,
  onlyFiles,
  measure: measureJavascript,
  collected: collectedNames,
};
