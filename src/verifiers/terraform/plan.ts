import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { checkId, inComponent, outermost } from '../components.ts';
import { toolNeed, writtenVersion } from '../toolchain.ts';
import type { Check, Plan, RepoFiles, ToolNeed } from '../types.ts';
import { localModules, type Module, modules, namedHosts, requiredVersion } from './modules.ts';

const STATIC_TIMEOUT_MS = 5 * 60_000;
const INSTALL_TIMEOUT_MS = 15 * 60_000;
const ENV = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' };

/** What is run for the Terraform or OpenTofu configuration of a commit. */
export async function planTerraform(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const all = await modules(files);
  const plan: Plan = { checks: [], installs: [], gateFiles: [], uses: [] };
  if (all.length === 0) return plan;
  const tool = await toolOf(files);
  for (const folder of outermost(all.map((module) => module.folder))) {
    const needs = await needsOf(
      files,
      tool,
      all.filter((module) => inComponent(folder, module.folder)),
    );
    plan.checks.push(formatCheck(tool, folder, needs));
  }
  for (const module of all) {
    const used = localModules(module).filter((folder) => all.some((other) => other.folder === folder));
    if (used.length > 0) plan.uses?.push({ component: module.folder, uses: used });
    if (module.lock === null) continue;
    const reached = reachable(module, all);
    plan.checks.push(validateCheck(tool, module, await needsOf(files, tool, [module])));
    plan.installs.push(await installOf(tool, module, reached, files, config));
  }
  return plan;
}

type Tool = 'terraform' | 'tofu';

/** OpenTofu where its own files show that it is meant. */
async function toolOf(files: RepoFiles): Promise<Tool> {
  const marks = /(^|\/)\.opentofu-version$|\.tofu(\.json)?$/;
  return (await files.list()).some((path) => marks.test(path)) ? 'tofu' : 'terraform';
}

async function needsOf(files: RepoFiles, tool: Tool, its: readonly Module[]): Promise<ToolNeed[]> {
  const source = { tool: tool === 'tofu' ? 'OpenTofu' : 'Terraform', probe: [tool, 'version'] };
  const needs: ToolNeed[] = [];
  for (const { folder, text } of its) {
    const required = requiredVersion(text);
    const need =
      required === null ? null : toolNeed(source, required.wanted, at(folder, 'required_version'), required.range);
    const written = await writtenVersion(files, folder, {
      ...source,
      asdf: tool === 'tofu' ? ['opentofu', 'tofu'] : ['terraform'],
      plain: tool === 'tofu' ? ['.opentofu-version'] : ['.terraform-version'],
    });
    needs.push(...[need, written].filter((it) => it !== null));
  }
  return [...new Map(needs.map((need) => [need.range, need])).values()];
}

const at = (folder: string, name: string): string => (folder === '' ? name : `${name} in ${folder}`);

function formatCheck(tool: Tool, folder: string, needs: readonly ToolNeed[]): Check {
  return {
    id: checkId('terraform', 'fmt', folder),
    verifier: 'terraform',
    component: folder,
    phase: 'format',
    command: `${tool} fmt -check -recursive`,
    argv: [tool, 'fmt', '-check', '-diff', '-recursive', '-no-color'],
    cwd: folder,
    env: ENV,
    timeoutMs: STATIC_TIMEOUT_MS,
    tool: 'terraform',
    needs,
    fix: { argv: [tool, 'fmt', '-no-color'], files: ['**/*.tf', '**/*.tfvars', '**/*.tofu'] },
  };
}

function validateCheck(tool: Tool, { folder }: Module, needs: readonly ToolNeed[]): Check {
  return {
    id: checkId('terraform', 'validate', folder),
    verifier: 'terraform',
    component: folder,
    phase: 'static',
    command: `${tool} validate`,
    argv: [tool, 'validate', '-no-color'],
    cwd: folder,
    env: ENV,
    timeoutMs: STATIC_TIMEOUT_MS,
    tool: 'terraform',
    needs,
  };
}

/** The module itself and every local one that it calls, directly or not. */
function reachable(module: Module, all: readonly Module[]): Module[] {
  const found = new Set<Module>([module]);
  for (const it of found) {
    for (const folder of localModules(it)) {
      const other = all.find((candidate) => candidate.folder === folder);
      if (other !== undefined) found.add(other);
    }
  }
  return [...found];
}

/** Providers and modules only: no backend, no state, no credentials; the lock file is not written. */
async function installOf(
  tool: Tool,
  module: Module,
  reached: readonly Module[],
  files: RepoFiles,
  config: RepoConfig,
): Promise<InstallSpec> {
  const folders = new Set(reached.map(({ folder }) => folder));
  const input = new Map<string, Buffer>();
  for (const path of await files.list()) {
    const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
    if (!folders.has(folder) || !/\.(?:tf|tofu)(?:\.json)?$|\/?\.terraform\.lock\.hcl$/.test(path)) continue;
    const text = await files.read(path);
    if (text !== null) input.set(path, Buffer.from(text));
  }
  return {
    files: input,
    cwd: module.folder,
    argv: [tool, 'init', '-backend=false', '-input=false', '-lockfile=readonly', '-no-color'],
    env: ENV,
    outputs: [posix.join(module.folder, '.terraform')],
    hosts: [...new Set([...namedHosts(reached), ...config.install.hosts])].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}
