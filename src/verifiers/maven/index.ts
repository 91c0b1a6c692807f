import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { narrowMaven } from './narrow.ts';
import { planMaven } from './plan.ts';

/** Maven reactors. See README.md in this folder. */
export const maven: Verifier = {
  name: 'maven',
  version: 1,
  activatedBy: '`pom.xml` (reactors with their modules, nested POMs that no other one lists)',
  runs:
    '`mvn test-compile`, then `mvn verify` where something is bound to it (failsafe, checkers), else `mvn test`; ' +
    '`checkstyle:check` and `spotless:check` first where a POM configures them',
  proven: [
    { how: 'real', tools: ['Maven', 'maven-compiler-plugin', 'Surefire', 'JUnit 4'] },
    { how: 'format', tools: ['Failsafe', 'Checkstyle', 'Spotless', 'TestNG', '`dependency:go-offline`'] },
  ],
  installSettings: ['settings.xml', 'maven.config', 'jvm.config', 'extensions.xml'],
  plan: (files, config = readRepoConfig(null)) => planMaven(files, config),
  narrow: narrowMaven,
};
