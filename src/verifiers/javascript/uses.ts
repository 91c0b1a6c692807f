import { posix } from 'node:path';
import { inComponent, join } from '../components.ts';
import type { ComponentUse, RepoFiles } from '../types.ts';
import type { Member, Project } from './detect.ts';
import { dependenciesOf, parseJsonc } from './manifest.ts';

/**
 * Which packages of a project use which: by their names among the dependencies (`workspace:`, `file:`, `link:` or a plain
 * version), and by the references of their tsconfig.json. The root uses all: its checks cover its members.
 */
export async function usesOf(project: Project, files: RepoFiles): Promise<ComponentUse[]> {
  const [root, ...members] = project.members;
  if (members.length === 0) return [];
  const byName = new Map(members.map(({ folder, manifest }) => [manifest.name, folder]));
  const folders = members.map((member) => member.folder);
  const uses: ComponentUse[] = [];
  for (const member of members) {
    const named = Object.entries(dependenciesOf(member.manifest)).flatMap(([name, version]) => [
      byName.get(name),
      localFolder(member.folder, version),
    ]);
    const referenced = await references(member, files);
    const used = [...named, ...referenced.map((path) => owner(path, folders))].filter(
      (folder): folder is string => folder !== undefined && folder !== member.folder && folders.includes(folder),
    );
    if (used.length > 0) uses.push({ component: member.folder, uses: [...new Set(used)].sort() });
  }
  return root === undefined ? uses : [...uses, { component: root.folder, uses: folders }];
}

function localFolder(folder: string, version: string): string | undefined {
  const path = /^(?:file|link|portal|workspace):(\.{1,2}\/.*)$/.exec(version)?.[1];
  return path === undefined ? undefined : posix.join(folder, path).replace(/\/+$/, '');
}

async function references({ folder }: Member, files: RepoFiles): Promise<string[]> {
  const list = parseJsonc(await files.read(join(folder, 'tsconfig.json')))?.['references'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((it: unknown) => {
    const path = (it as { path?: unknown } | null)?.path;
    return typeof path === 'string' ? [posix.join(folder, path)] : [];
  });
}

/** The innermost of some folders that a path lies in. */
const owner = (path: string, folders: readonly string[]): string | undefined =>
  folders.filter((folder) => inComponent(folder, path)).sort((a, b) => b.length - a.length)[0];
