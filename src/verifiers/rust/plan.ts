import type { RepoConfig } from '../../repo-config.ts';
import { folderOf } from '../components.ts';
import type { Plan, RepoFiles } from '../types.ts';
import { unitsOf } from '../units.ts';
import { type Clippy, checksOf } from './checks.ts';
import { detect, type Workspace } from './detect.ts';
import { rustGateFiles } from './gate.ts';
import { installOf } from './install.ts';
import { rustNeed } from './needs.ts';

/** What is run for the Rust workspaces of a commit, read from its files alone. */
export async function planRust(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const detected = await detect(files);
  const plan: Plan = {
    checks: [],
    installs: [],
    gateFiles: await rustGateFiles(detected, files),
    unsupported: detected.broken.map((path) => ({
      verifier: 'rust',
      component: folderOf(path),
      reason: 'toolchain',
      summary: `${path} is not a manifest that cargo could read, so nothing can be run here.`,
    })),
    uses: [],
  };
  const scripts = await ciTexts(files);
  for (const workspace of detected.workspaces) {
    const need = await rustNeed(workspace, files);
    const clippy = await clippyOf(workspace, files, scripts);
    const units = unitsOf(workspace.crates);
    for (const unit of units) {
      const whole = units.length === 1;
      const checks = checksOf({ unit, workspace, whole, clippy, needs: need === null ? [] : [need] });
      plan.checks.push(...checks);
      const component = checks[0]?.component ?? workspace.root;
      const used = new Set([workspace.root, ...[...unit.members, ...unit.above].map((crate) => crate.folder)]);
      used.delete(component);
      if (used.size > 0) plan.uses?.push({ component, uses: [...used].sort() });
    }
    const install = await installOf(workspace, files, config.install);
    if (install !== null) plan.installs.push(install);
  }
  return plan;
}

const CI_FILE =
  /^(\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci\/config\.yml|Makefile|[Jj]ustfile|\.pre-commit-config\.yaml)$/;

async function ciTexts(files: RepoFiles): Promise<string> {
  const paths = (await files.list()).filter((path) => CI_FILE.test(path));
  return (await Promise.all(paths.map((path) => files.read(path)))).join('\n');
}

/** Nobody is held to clippy who does not use it: settings of its own, lints in a manifest, or a line of CI say so. */
async function clippyOf({ root, crates, manifest }: Workspace, files: RepoFiles, scripts: string): Promise<Clippy> {
  const paths = new Set(await files.list());
  const configured = ['clippy.toml', '.clippy.toml'].some((name) => paths.has(root === '' ? name : `${root}/${name}`));
  const linted = [manifest.workspace?.lints, ...crates.map((crate) => crate.manifest.lints)].some((lints) =>
    hasClippy(lints),
  );
  const inScripts = /\bclippy\b/.test(scripts);
  return { wanted: configured || linted || inScripts, strict: inScripts && /-D\s*warnings\b/.test(scripts) };
}

const hasClippy = (lints: unknown): boolean => typeof lints === 'object' && lints !== null && 'clippy' in lints;
