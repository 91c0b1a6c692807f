import type { RepoConfig } from '../../repo-config.ts';
import { join } from '../components.ts';
import { jdkNeed, writtenJdk } from '../jdk.ts';
import { toolNeed } from '../toolchain.ts';
import type { Plan, RepoFiles, ToolNeed } from '../types.ts';
import { unitsOf } from '../units.ts';
import { checksOf, probeOf } from './checks.ts';
import { type Build, detect } from './detect.ts';
import { gradleGateFiles } from './gate.ts';
import { installOf } from './install.ts';
import { bareScript } from './script.ts';

/** What is run for the Gradle builds of a commit, read from its files alone. */
export async function planGradle(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const builds = await detect(files);
  const plan: Plan = { checks: [], installs: [], gateFiles: await gradleGateFiles(builds, files), uses: [] };
  for (const build of builds) {
    const needs = await needsOf(build, files);
    const uses = (component: string, folders: readonly string[]) => {
      const used = new Set([...folders, build.root, ...build.builds]);
      used.delete(component);
      if (used.size > 0) plan.uses?.push({ component, uses: [...used].sort() });
    };
    const units = build.plain
      ? unitsOf(build.projects.filter(({ path }) => path !== ':' || build.projects.length === 1))
      : [];
    if (units.length <= 1) {
      plan.checks.push(...checksOf(build.projects.length === 1 ? (units[0] ?? null) : null, build, needs));
      uses(
        build.root,
        build.projects.map((project) => project.folder),
      );
    } else {
      for (const unit of units) {
        const checks = checksOf(unit, build, needs);
        plan.checks.push(...checks);
        uses(
          checks[0]?.component ?? build.root,
          [...unit.members, ...unit.above].map((project) => project.folder),
        );
      }
    }
    const install = await installOf(build, files, config.install);
    if (install !== null) plan.installs.push(install);
  }
  return plan;
}

const RELEASES = [
  /languageVersion(?:\s*=|\.set\s*\()\s*JavaLanguageVersion\.of\(\s*["']?(\d+)/,
  /jvmToolchain\s*\(?\s*(\d+)/,
  /options\.release(?:\s*=|\.set\s*\()\s*(\d+)/,
  /(?:source|target)Compatibility\s*=?\s*(?:JavaVersion\.VERSION_)?["']?(\d[\d._]*)/,
];

async function needsOf(build: Build, files: RepoFiles): Promise<ToolNeed[]> {
  const version = /^gradle-(\d+(?:\.\d+)*)/.exec(build.distribution ?? '')?.[1];
  const from = join(build.root, 'gradle/wrapper/gradle-wrapper.properties');
  const gradle =
    version === undefined
      ? null
      : toolNeed({ tool: 'Gradle', probe: probeOf(build) }, version, from, `${version.split('.')[0]}.x`);
  const jdk = (await writtenJdk(files, build.root)) ?? compilerNeed(build);
  return [gradle, jdk].filter((need) => need !== null);
}

/** The highest release that any project compiles for. */
function compilerNeed({ projects }: Build): ToolNeed | null {
  let highest: ToolNeed | null = null;
  for (const { script, folder } of projects) {
    const text = bareScript(script);
    const release = RELEASES.map((form) => form.exec(text)?.[1]).find((it) => it !== undefined);
    const need = release === undefined ? null : jdkNeed(release.replace('_', '.'), join(folder, 'build.gradle'));
    if (need !== null && (highest === null || floor(need) > floor(highest))) highest = need;
  }
  return highest;
}

const floor = ({ range }: ToolNeed): number => Number(/\d+/.exec(range)?.[0]);
