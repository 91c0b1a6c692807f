import type { RepoConfig } from '../../repo-config.ts';
import { folderOf, join } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import { toolNeed, writtenVersion } from '../toolchain.ts';
import type { GateFile, Plan, RepoFiles, ToolNeed } from '../types.ts';
import { checksOf } from './checks.ts';
import { type Detected, detect, type Module } from './detect.ts';
import { installsOf } from './install.ts';

const GO = { tool: 'Go', probe: ['go', 'version'] };
const LINT_CONFIG = /(^|\/)\.golangci\.(ya?ml|toml|json)$/;

/** What is run for the Go modules of a commit, read from its files alone. */
export async function planGo(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const detected = await detect(files);
  const { modules, broken } = detected;
  const plan: Plan = {
    checks: [],
    installs: await installsOf(modules, files, config.install),
    gateFiles: await gateFiles(detected, files),
    unsupported: broken.map((path) => ({
      verifier: 'go',
      component: folderOf(path),
      reason: 'toolchain',
      summary: `${path} names no module, so nothing can be run here.`,
    })),
    uses: modules
      .filter(({ needs }) => needs.length > 0)
      .map(({ folder, needs }) => ({ component: folder, uses: needs })),
  };
  const linted = (await files.list()).filter((path) => LINT_CONFIG.test(path)).map(folderOf);
  for (const module of modules) {
    // golangci-lint looks for its settings in the folders above as well.
    const linter = linted.some(
      (folder) => folder === '' || folder === module.folder || module.folder.startsWith(`${folder}/`),
    );
    const need = await needOf(module, files);
    plan.checks.push(...checksOf(module, modules, linter, need === null ? [] : [need]));
  }
  return plan;
}

/** What go.mod says; else a version file. Go compiles what was written for older versions. */
async function needOf({ folder, mod }: Module, files: RepoFiles): Promise<ToolNeed | null> {
  const wanted = mod.toolchain ?? mod.go;
  const version = /^\d+\.\d+(\.\d+)?/.exec(wanted ?? '')?.[0];
  if (wanted !== null && version !== undefined) return toolNeed(GO, wanted, join(folder, 'go.mod'), `>=${version}`);
  const written = await writtenVersion(files, folder, { ...GO, asdf: ['golang', 'go'], plain: ['.go-version'] });
  const least = /\d+\.\d+(\.\d+)?/.exec(written?.range ?? '')?.[0];
  return written === null || least === undefined ? null : { ...written, range: `>=${least}` };
}

/** A go.mod may change freely: it names dependencies. A workspace decides which modules are there. */
async function gateFiles({ works, broken }: Detected, files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const [folder, uses] of works) found.push(gateFile(join(folder, 'go.work'), 'use', [...uses].sort()));
  const paths = (await files.list()).filter((path) => LINT_CONFIG.test(path));
  for (const path of [...paths, ...broken]) {
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text));
  }
  return found;
}
