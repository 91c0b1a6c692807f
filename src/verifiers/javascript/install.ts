import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { Project } from './detect.ts';
import { hostsIn } from './hosts.ts';
import { managerFolder, withManager } from './fetch-manager.ts';
import { dependenciesOf } from './manifest.ts';
import type { Manager } from './managers.ts';

const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** What managers read as settings, by name; the last two decide as code. */
export const INSTALL_SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml', '.pnpmfile.cjs', '.pnpmfile.mjs'];
/** What else lies in a root and is no code of the product: workspaces, patches of packages, plugins of Yarn. */
const ROOT_INPUTS = /^(pnpm-workspace\.yaml|lerna\.json|patches\/.+|\.yarn\/(patches|plugins)\/.+)$/;

export const hasDependencies = (project: Project): boolean =>
  project.members.some(({ manifest }) => Object.keys(dependenciesOf(manifest)).length > 0);

/** Manifests, the lockfile, settings and what these name are all that the installer sees. */
export async function installOf(
  project: Project,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec> {
  const input = await inputFiles(project, files);
  const { root, manager, lockfile } = project;
  const rc = input.get(join(root, '.yarnrc.yml'))?.toString('utf8') ?? '';
  const argv = installArgv(manager, lockfile !== null, config.scripts);
  return {
    files: input,
    cwd: root,
    argv: withManager(manager, hasDependencies(project) ? argv : ['true']),
    outputs: [
      ...project.members.map((member) => join(member.folder, 'node_modules')),
      ...(manager.name === 'npm' ? [] : [managerFolder(manager, root)]),
      ...(manager.berry ? berryOutputs(rc).map((path) => join(root, path)) : []),
      // Yarn runs nothing without a lockfile, so the one it makes belongs to what is installed.
      ...(manager.berry && lockfile === null ? [join(root, 'yarn.lock')] : []),
    ],
    hosts: [...new Set([...hostsIn(input), ...config.hosts])].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** Exactly what the lockfile says where there is one, and without the packages' own install scripts. */
function installArgv({ name, berry }: Manager, locked: boolean, scripts: boolean): string[] {
  const off = scripts ? [] : ['--ignore-scripts'];
  if (name === 'pnpm') return ['pnpm', 'install', locked ? '--frozen-lockfile' : '--no-frozen-lockfile', ...off];
  if (name === 'bun') return ['bun', 'install', locked ? '--frozen-lockfile' : '--no-save', ...off];
  if (name === 'npm') {
    return [...(locked ? ['npm', 'ci'] : ['npm', 'install', '--no-package-lock']), '--no-audit', '--no-fund', ...off];
  }
  if (berry)
    return ['yarn', 'install', locked ? '--immutable' : '--no-immutable', ...(scripts ? [] : ['--mode=skip-build'])];
  return ['yarn', 'install', ...(locked ? ['--frozen-lockfile'] : ['--no-lockfile']), '--non-interactive', ...off];
}

/** With Plug'n'Play packages stay in Yarn's cache; otherwise only its note of what is installed is wanted besides. */
function berryOutputs(rc: string): string[] {
  const state = '.yarn/install-state.gz';
  if (/^nodeLinker:\s*["']?(node-modules|pnpm)/m.test(rc)) return [state];
  return [state, '.pnp.cjs', '.pnp.loader.mjs', '.yarn/cache', '.yarn/unplugged'];
}

async function inputFiles(project: Project, files: RepoFiles): Promise<ReadonlyMap<string, Buffer>> {
  const { root } = project;
  const wanted = new Set<string>(INSTALL_SETTINGS.map((name) => join(root, name)));
  if (project.lockfile !== null) wanted.add(project.lockfile);
  const all = await files.list();
  const start = root === '' ? '' : `${root}/`;
  for (const path of all) {
    if (path.startsWith(start) && ROOT_INPUTS.test(path.slice(start.length))) wanted.add(path);
  }
  for (const { folder, manifest } of project.members) {
    wanted.add(join(folder, 'package.json'));
    for (const version of Object.values(dependenciesOf(manifest))) {
      const local = /^(?:file|link|portal):(.+)$/.exec(version)?.[1];
      if (local === undefined) continue;
      const target = posix.join(folder, local).replace(/\/+$/, '');
      for (const path of all) if (path === target || path.startsWith(`${target}/`)) wanted.add(path);
    }
  }
  const input = new Map<string, Buffer>();
  for (const path of [...wanted].sort()) {
    const content = files.bytes === undefined ? await textOf(files, path) : await files.bytes(path);
    if (content !== null) input.set(path, content);
  }
  return input;
}

async function textOf(files: RepoFiles, path: string): Promise<Buffer | null> {
  const text = await files.read(path);
  return text === null ? null : Buffer.from(text);
}
