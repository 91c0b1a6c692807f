import { posix } from 'node:path';
import { createMatcher } from '../../repo-config.ts';
import { componentFolders, inComponent, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { Member } from '../units.ts';
import { dependenciesOf, type Manifest, parseManifest } from './manifest.ts';

export interface Crate extends Member {
  name: string;
  manifest: Manifest;
}

/** What one Cargo.lock is for. */
export interface Workspace {
  root: string;
  /** The root's own manifest, which may be a package, a workspace, or both. */
  manifest: Manifest;
  crates: Crate[];
  locked: boolean;
}

export interface Detected {
  workspaces: Workspace[];
  /** Paths of manifests that can't be read. */
  broken: string[];
}

/** Finds workspaces with their members, and packages that stand on their own. */
export async function detect(files: RepoFiles): Promise<Detected> {
  const paths = new Set(await files.list());
  const found: Detected = { workspaces: [], broken: [] };
  const folders = await componentFolders(files, ['Cargo.toml']);
  const manifests = new Map<string, Manifest | null>();
  const read = async (folder: string): Promise<Manifest | null> => {
    const known = manifests.get(folder);
    if (known !== undefined) return known;
    const text = await files.read(join(folder, 'Cargo.toml'));
    const manifest = text === null ? null : parseManifest(text);
    if (text !== null && manifest === null) found.broken.push(join(folder, 'Cargo.toml'));
    manifests.set(folder, manifest);
    return manifest;
  };
  const taken = new Set<string>();
  for (const root of folders) {
    const manifest = taken.has(root) ? null : await read(root);
    if (manifest === null) continue;
    const members = await memberFolders(root, manifest, paths, read);
    const crates: Crate[] = [];
    for (const folder of members) {
      const its = await read(folder);
      taken.add(folder);
      if (its?.package !== undefined) crates.push({ folder, name: its.package.name, manifest: its, needs: [] });
    }
    for (const crate of crates) crate.needs = needsOf(crate, crates, root, manifest);
    if (crates.length > 0)
      found.workspaces.push({ root, manifest, crates, locked: paths.has(join(root, 'Cargo.lock')) });
  }
  return found;
}

/** The root itself, what `members` matches, and what these name by a path inside of the workspace. */
async function memberFolders(
  root: string,
  { workspace, ...manifest }: Manifest,
  paths: ReadonlySet<string>,
  read: (folder: string) => Promise<Manifest | null>,
): Promise<Set<string>> {
  const own = new Set(manifest.package === undefined ? [] : [root]);
  if (workspace === undefined) return own;
  const under = (path: string): string => inside(root, path);
  const wanted = createMatcher(workspace.members.map(under));
  const excluded = workspace.exclude.map(under);
  const allowed = (folder: string) => !excluded.some((it) => inComponent(it, folder)) && inComponent(root, folder);
  for (const path of paths) {
    if (!path.endsWith('/Cargo.toml')) continue;
    const folder = path.slice(0, -'/Cargo.toml'.length);
    if (wanted(folder) && allowed(folder)) own.add(folder);
  }
  const shared = Object.values(workspace.dependencies).flatMap((it) => (it.path === undefined ? [] : [under(it.path)]));
  const queue = [...own, ...shared.filter(allowed)];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const its = await read(folder);
    if (its === null) continue;
    own.add(folder);
    for (const [, { path }] of dependenciesOf(its)) {
      const other = path === undefined ? null : inside(folder, path);
      if (other !== null && allowed(other) && !own.has(other)) queue.push(other);
    }
  }
  return own;
}

/** Crates of the same workspace that a crate names by a path, itself or through the workspace's list. */
function needsOf(crate: Crate, crates: readonly Crate[], root: string, { workspace }: Manifest): string[] {
  const folders = new Set(crates.map((it) => it.folder));
  const needs = dependenciesOf(crate.manifest).flatMap(([name, { path }]) => {
    if (path !== undefined) return inside(crate.folder, path);
    const shared = workspace?.dependencies[name]?.path;
    return shared === undefined ? [] : inside(root, shared);
  });
  return [...new Set(needs)].filter((folder) => folder !== crate.folder && folders.has(folder)).sort();
}

function inside(folder: string, path: string): string {
  const joined = posix.join(folder === '' ? '.' : folder, path).replace(/\/+$/, '');
  return joined === '.' ? '' : joined;
}
