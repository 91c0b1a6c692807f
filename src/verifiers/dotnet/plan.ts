import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import { checkId, folderOf, inComponent, join } from '../components.ts';
import type { Check, Failure, Plan, RepoFiles, ToolNeed, Unsupported } from '../types.ts';
import { dotnetGateFiles } from './gate.ts';
import { hasTests, needsOtherPlatform, type Project, reachable, type Target, targets } from './projects.ts';
import { hasPackages, PACKAGES_ENV, restoreOf } from './restore.ts';
import { sdkNeeds } from './sdk.ts';

const BUILD_TIMEOUT_MS = 15 * 60_000;
const TEST_TIMEOUT_MS = 15 * 60_000;
const FORMAT_TIMEOUT_MS = 5 * 60_000;
/** English, plain, and no servers that outlive the command. */
const ENV = {
  DOTNET_CLI_UI_LANGUAGE: 'en',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  DOTNET_SKIP_FIRST_TIME_EXPERIENCE: '1',
  MSBUILDDISABLENODEREUSE: '1',
  MSBUILDTERMINALLOGGER: 'off',
  UseSharedCompilation: 'false',
};

/** What is run for the .NET solutions and projects of a commit. */
export async function planDotnet(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const all = await targets(files);
  const plan: Plan = { checks: [], installs: [], gateFiles: [], unsupported: [], uses: [] };
  if (all.length === 0) return plan;
  const byPath = new Map(all.flatMap((it) => it.projects).map((project) => [project.path, project]));
  plan.gateFiles.push(...(await dotnetGateFiles(files)));
  for (const target of all) {
    const component = folderOf(target.path);
    const projects = reachable(target.projects, byPath);
    const outside = [...new Set(projects.map(({ path }) => folderOf(path)))].filter(
      (it) => !inComponent(component, it),
    );
    if (outside.length > 0) plan.uses?.push({ component, uses: outside });
    const problem = problemOf(target, projects);
    if (problem !== null) {
      plan.unsupported?.push(problem);
      continue;
    }
    const restored = await hasPackages(projects, files);
    const needs = await sdkNeeds(component, projects, files);
    const shared = all.filter((it) => folderOf(it.path) === component).length > 1;
    plan.checks.push(...checksOf(target, { restored, needs, formatted: await isFormatted(component, files), shared }));
    if (restored) plan.installs.push(await restoreOf(target, projects, files, config.install));
  }
  return plan;
}

function problemOf(target: Target, projects: readonly Project[]): Unsupported | null {
  const about = { verifier: 'dotnet', component: folderOf(target.path) };
  const broken = projects.find((it) => it.broken !== null);
  if (broken !== undefined) {
    const summary = `${broken.path} is not valid XML (${broken.broken}), so ${target.path} can't be built.`;
    return { ...about, reason: 'toolchain', summary };
  }
  const foreign = projects.find(needsOtherPlatform);
  if (foreign === undefined) return null;
  const what = foreign.old ? '.NET Framework' : foreign.frameworks.join(', ');
  const summary = `${foreign.path} is for ${what}, which can't be built on Linux, where sandboxes run. Run its checks in CI on the platform it is for.`;
  return { ...about, reason: 'needs_platform', summary };
}

/** `dotnet format` enforces what an .editorconfig says; without one nobody asked for it. */
async function isFormatted(component: string, files: RepoFiles): Promise<boolean> {
  for (let folder = component; ; folder = folderOf(folder)) {
    if ((await files.read(join(folder, '.editorconfig'))) !== null) return true;
    if (folder === '') return false;
  }
}

interface Facts {
  restored: boolean;
  needs: readonly ToolNeed[];
  formatted: boolean;
  /** There are several targets in this folder, so that a check's id has to name its own. */
  shared: boolean;
}

function checksOf(target: Target, { restored, needs, formatted, shared }: Facts): Check[] {
  const component = folderOf(target.path);
  const name = posix.basename(target.path);
  const noRestore = restored ? ['--no-restore'] : [];
  const common = {
    verifier: 'dotnet',
    component,
    cwd: component,
    env: ENV,
    layerEnv: PACKAGES_ENV,
    needs,
    tool: 'dotnet',
  };
  const id = (kind: string) => `${checkId('dotnet', kind, component)}${shared ? ` (${name})` : ''}`;
  const format: Check = {
    ...common,
    id: id('format'),
    phase: 'format',
    command: `dotnet format ${name} --verify-no-changes`,
    argv: ['dotnet', 'format', name, '--verify-no-changes', ...noRestore],
    timeoutMs: FORMAT_TIMEOUT_MS,
    fix: { argv: ['dotnet', 'format', name, ...noRestore, '--include'], files: ['**/*.cs', '**/*.vb'] },
  };
  const build: Check = {
    ...common,
    id: id('build'),
    phase: 'build',
    command: `dotnet build ${name}`,
    argv: ['dotnet', 'build', name, ...noRestore, '-consoleloggerparameters:NoSummary'],
    timeoutMs: BUILD_TIMEOUT_MS,
  };
  const run = ['dotnet', 'test', name, '--no-build'];
  const test: Check = {
    ...common,
    id: id('test'),
    phase: 'test',
    command: `dotnet test ${name}`,
    argv: run,
    timeoutMs: TEST_TIMEOUT_MS,
    collect: [...run, '--list-tests'],
  };
  return [...(formatted ? [format] : []), build, ...(target.projects.some(hasTests) ? [test] : [])];
}

/** Names that `dotnet test --list-tests` prints, indented below a heading for each project. */
export function listedTests(output: string): string[] {
  let listing = false;
  return output.split('\n').flatMap((line) => {
    if (/^The following Tests are available:/.test(line)) listing = true;
    else if (/^\S/.test(line)) listing = false;
    return listing && /^ {4}\S/.test(line) ? [line.trim()] : [];
  });
}

/** The same check for these tests alone; a test with several cases is run with all of them. */
export function narrowDotnet(check: Check, failures: readonly Failure[]): Check | null {
  const names = new Set<string>();
  for (const { test } of failures) {
    const name = /^(\w+(?:[.+]\w+)+)(?:\(.*\))?$/.exec(test ?? '')?.[1];
    if (name === undefined) return null;
    names.add(`FullyQualifiedName=${name}`);
  }
  return names.size === 0 ? null : { ...check, argv: [...check.argv, '--filter', [...names].join('|')] };
}
