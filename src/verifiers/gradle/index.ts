import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { narrowGradle } from './checks.ts';
import { planGradle } from './plan.ts';

/** Gradle builds. See README.md in this folder. */
export const gradle: Verifier = {
  name: 'gradle',
  version: 1,
  activatedBy: '`settings.gradle(.kts)` with its projects, or a `build.gradle(.kts)` that no settings above know of',
  runs: '`gradle testClasses`, `gradle check` (tests, and the linters that the build has)',
  proven: [
    { how: 'real', tools: ['Gradle 4.4'] },
    { how: 'format', tools: ['current Gradle and its wrapper', 'Kotlin'] },
  ],
  plan: (files, config = readRepoConfig(null)) => planGradle(files, config),
  narrow: narrowGradle,
};
