import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type Manager, type ManagerName, managerOf } from './managers.ts';
import type { Manifest } from './manifest.ts';
import { workflowTexts } from './workflows.ts';

/** In the order in which a manager's own are looked for. */
export const LOCKFILES: Readonly<Record<string, ManagerName>> = {
  'npm-shrinkwrap.json': 'npm',
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
};

/** Files that only one manager reads. */
const SETTINGS: Readonly<Record<string, ManagerName>> = {
  'pnpm-workspace.yaml': 'pnpm',
  '.yarnrc.yml': 'yarn',
  '.yarnrc': 'yarn',
  'bunfig.toml': 'bun',
};
const NAMES: readonly ManagerName[] = ['npm', 'pnpm', 'yarn', 'bun'];

export type Chosen = { manager: Manager; lockfile: string | null } | { lockfiles: readonly string[] };

/**
 * The manager that the manifest names (`packageManager`, `devEngines`, `volta`), else the one whose lockfile is there.
 * Of several lockfiles it is the one whose other settings are there, or which the repository's workflows install with.
 */
export async function chooseManager(
  folder: string,
  manifest: Manifest,
  paths: ReadonlySet<string>,
  files: RepoFiles,
): Promise<Chosen> {
  const lockfiles = Object.keys(LOCKFILES).filter((name) => paths.has(join(folder, name)));
  const owners = [...new Set(lockfiles.map((name) => LOCKFILES[name] as ManagerName))];
  const settings = [...new Set(Object.keys(SETTINGS).filter((name) => paths.has(join(folder, name))))].map(
    (name) => SETTINGS[name] as ManagerName,
  );
  const named = namedManager(manifest);
  const name =
    named?.name ?? (owners.length > 1 ? await oneOf(owners, settings, files) : (owners[0] ?? settings[0] ?? 'npm'));
  if (name === null) return { lockfiles };
  const own = lockfiles.find((lockfile) => LOCKFILES[lockfile] === name);
  const lockfile = own === undefined ? null : join(folder, own);
  // Only the first lines and keys of a lockfile are looked at; the binary one of Bun holds none.
  const lock = lockfile === null ? null : await files.read(lockfile);
  const yarnrc = name === 'yarn' ? await files.read(join(folder, '.yarnrc.yml')) : null;
  const wanted = named?.version ?? manifest.volta[name] ?? manifest.engines[name] ?? null;
  return { manager: managerOf(name, wanted, lock, yarnrc), lockfile };
}

function namedManager({ packageManager, devEngines }: Manifest): { name: ManagerName; version: string | null } | null {
  const [, name, version] = /^(\w+)@(.+)$/.exec(packageManager ?? '') ?? [];
  if (isManager(name)) return { name, version: version ?? null };
  const engine = devEngines.packageManager.find((it) => isManager(it.name));
  return isManager(engine?.name) ? { name: engine.name, version: engine.version ?? null } : null;
}

const isManager = (name: string | undefined): name is ManagerName => NAMES.some((it) => it === name);

async function oneOf(
  owners: readonly ManagerName[],
  settings: readonly ManagerName[],
  files: RepoFiles,
): Promise<ManagerName | null> {
  const told = owners.filter((name) => settings.includes(name));
  if (told.length === 1) return told[0] ?? null;
  const text = (await workflowTexts(files)).join('\n');
  const installs = owners.filter((name) => new RegExp(`(^|\\s)${name} (ci|i|install)\\b`, 'm').test(text));
  return installs.length === 1 ? (installs[0] ?? null) : null;
}
