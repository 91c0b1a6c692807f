import type { RepoConfig } from '../../repo-config.ts';
import { folderOf } from '../components.ts';
import type { Plan, RepoFiles, ToolNeed, Unsupported } from '../types.ts';
import { checksOf } from './checks.ts';
import { type Detected, detect, type Reactor } from './detect.ts';
import { mavenGateFiles } from './gate.ts';
import { installOf } from './install.ts';
import { jdkNeed, wrapperNeed, writtenJdk } from '../jdk.ts';
import { unitsOf } from './units.ts';

/** What is run for the Maven reactors of a commit, read from its files alone. */
export async function planMaven(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const detected = await detect(files);
  const plan: Plan = {
    checks: [],
    installs: [],
    gateFiles: await mavenGateFiles(detected, files),
    unsupported: unsupported(detected),
    uses: [],
  };
  for (const reactor of detected.reactors) {
    const needs = await needsOf(reactor, files);
    for (const unit of unitsOf(reactor)) {
      plan.checks.push(...checksOf(unit, reactor, needs));
      if (unit.uses.length > 0) plan.uses?.push({ component: unit.component, uses: unit.uses });
    }
    const install = await installOf(reactor, files, config.install);
    if (install !== null) plan.installs.push(install);
  }
  return plan;
}

function unsupported({ broken, optional }: Detected): Unsupported[] {
  return [
    ...broken.map((path) => ({
      verifier: 'maven',
      component: folderOf(path),
      reason: 'toolchain' as const,
      summary: `${path} is not a well-formed POM, so nothing can be run here.`,
    })),
    ...optional.map(({ path, profile }) => ({
      verifier: 'maven',
      component: folderOf(path),
      reason: 'no_verifier' as const,
      summary:
        `${path} is only built with the profile ${profile}, which is not on. ` +
        'Name a command of your own under `verifiers:` in .github/fettle.yml.',
    })),
  ];
}

async function needsOf(reactor: Reactor, files: RepoFiles): Promise<ToolNeed[]> {
  const wrapped = await wrapperNeed(files, reactor.root, {
    path: '.mvn/wrapper/maven-wrapper.properties',
    tool: 'Maven',
    name: /apache-maven-(\d+(?:\.\d+)*)/,
    // Debian's prints a colour code first, whose number is not the version.
    probe: ['sh', '-c', "mvn -v 2>/dev/null | grep -o 'Maven [0-9][0-9.]*'"],
  });
  const jdk = (await writtenJdk(files, reactor.root)) ?? compilerNeed(reactor);
  return [wrapped, jdk].filter((need) => need !== null);
}

const RELEASES = [
  'maven.compiler.release',
  'maven.compiler.target',
  'maven.compiler.source',
  'java.version',
  'jdk.version',
];

/** The highest release that any module compiles for: one JDK builds all of them. */
function compilerNeed({ modules }: Reactor): ToolNeed | null {
  let highest: ToolNeed | null = null;
  for (const { pom, path } of modules) {
    for (const name of RELEASES) {
      const value = pom.properties[name] ?? '';
      const reference = /^\$\{([\w.-]+)\}$/.exec(value)?.[1];
      const need = jdkNeed(reference === undefined ? value : (pom.properties[reference] ?? ''), path);
      if (need === null) continue;
      if (highest === null || floor(need) > floor(highest)) highest = need;
      break;
    }
  }
  return highest;
}

const floor = ({ range }: ToolNeed): number => Number(/\d+/.exec(range)?.[0]);
