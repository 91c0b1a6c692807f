import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { collectedNames } from './collect.ts';
import { restoreScripts } from './gate.ts';
import { INSTALL_SETTINGS } from './install.ts';
import { narrowed } from './narrow.ts';
import { planJavascript } from './plan.ts';

/** Projects with a package.json, whatever manages their packages. See README.md in this folder. */
export const javascript: Verifier = {
  name: 'javascript',
  version: 2,
  activatedBy: '`package.json` (root, workspaces of npm, pnpm, Yarn and Bun, nested packages that stand on their own)',
  runs:
    "the scripts `lint`, `typecheck`, `build`, `test` and the like with the project's own manager; where none covers a " +
    'tool that is configured: prettier, biome, oxlint, eslint, stylelint, vue-tsc, tsc, next, vite, webpack, rollup, ' +
    'esbuild, nx, jest, vitest, mocha, ava, jasmine, tap, node:test',
  proven: [{ how: 'real', tools: ['npm', 'node:test'] }],
  installSettings: INSTALL_SETTINGS,
  plan: (files, config = readRepoConfig(null)) => planJavascript(files, config),
  restore: restoreScripts,
  narrow: narrowed,
  collected: collectedNames,
};
