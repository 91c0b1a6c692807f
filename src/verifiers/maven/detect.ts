import { posix } from 'node:path';
import { componentFolders, folderOf, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { activeParts, type Pom, parsePom } from './pom.ts';

export interface Module {
  /** '' for the repository's root. */
  folder: string;
  path: string;
  pom: Pom;
  /** Folders of the modules of the same reactor whose artifacts it needs, without what those need in turn. */
  needs: string[];
  /** Folder of the parent POM, where that lies in the repository. */
  parent: string | null;
}

/** What one `mvn` at `root` builds. The first module is the root itself. */
export interface Reactor {
  root: string;
  modules: Module[];
}

export interface Detected {
  reactors: Reactor[];
  /** Paths of POMs that can't be read. */
  broken: string[];
  /** Modules that only a profile brings in, which nobody has chosen. */
  optional: { path: string; profile: string }[];
}

/** Finds reactors by POMs alone: an outer POM with its modules, and nested POMs that no other one lists. */
export async function detect(files: RepoFiles): Promise<Detected> {
  const found: Detected = { reactors: [], broken: [], optional: [] };
  const poms = new Map<string, Pom | null>();
  const read = async (path: string): Promise<Pom | null> => {
    if (!poms.has(path)) {
      const text = await files.read(path);
      const pom = text === null ? null : parsePom(text);
      if (text !== null && pom === null) found.broken.push(path);
      poms.set(path, pom);
    }
    return poms.get(path) ?? null;
  };
  const folders = await componentFolders(files, ['pom.xml']);
  const listed = new Set<string>();
  const optional = new Map<string, string>();
  for (const folder of folders) {
    const path = join(folder, 'pom.xml');
    if (listed.has(path) || optional.has(path)) continue;
    const pom = await read(path);
    if (pom === null) continue;
    const reactor: Reactor = { root: folder, modules: [] };
    const queue = [path];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const its = await read(next);
      if (its === null || (listed.has(next) && next !== path)) continue;
      listed.add(next);
      const own = folderOf(next);
      reactor.modules.push({ folder: own, path: next, pom: its, needs: [], parent: null });
      queue.push(...activeParts(its).flatMap((part) => part.modules.map((name) => modulePath(own, name))));
      for (const profile of its.profiles) {
        for (const name of profile.modules) optional.set(modulePath(own, name), profile.id);
      }
    }
    for (const module of reactor.modules) connect(module, reactor, await parentFolder(module, read));
    found.reactors.push(reactor);
  }
  found.optional = [...optional]
    .filter(([path]) => !listed.has(path) && poms.get(path) !== null)
    .map(([path, profile]) => ({ path, profile }));
  return found;
}

/** A module is named by its folder or by its POM's file. */
const modulePath = (folder: string, name: string): string => {
  const path = posix.join(folder === '' ? '.' : folder, name);
  return path.endsWith('.xml') ? path : posix.join(path, 'pom.xml');
};

async function parentFolder(
  { pom, folder }: Module,
  read: (path: string) => Promise<Pom | null>,
): Promise<string | null> {
  if (pom.parent === undefined || pom.parent.relativePath === '') return null;
  const path = modulePath(folder, pom.parent.relativePath ?? '../pom.xml');
  if (path.startsWith('../')) return null;
  const parent = await read(path);
  return parent?.artifactId === pom.parent.artifactId ? folderOf(path) : null;
}

function connect(module: Module, { modules }: Reactor, parent: string | null): void {
  const { pom } = module;
  const byName = new Map(modules.map((it) => [it.pom.artifactId, it]));
  const artifacts = [pom, ...pom.profiles].flatMap((part) => [
    ...part.dependencies,
    ...part.dependencyManagement.dependencies.filter((it) => it.scope === 'import'),
    ...part.build.extensions,
    ...part.build.plugins.flatMap((plugin) => [plugin, ...plugin.dependencies]),
  ]);
  const needs = new Set<string>();
  for (const { groupId, artifactId } of artifacts) {
    const other = byName.get(artifactId);
    const sameGroup = groupId.includes('${') || groupId === (other?.pom.groupId || other?.pom.parent?.groupId);
    if (other !== undefined && other !== module && sameGroup) needs.add(other.folder);
  }
  module.needs = [...needs].sort();
  module.parent = parent ?? byName.get(pom.parent?.artifactId ?? '')?.folder ?? null;
  if (module.parent === module.folder) module.parent = null;
}
