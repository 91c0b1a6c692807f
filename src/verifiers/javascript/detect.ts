import { parsePlainYaml } from '../../text/plain-yaml.ts';
import { posix } from 'node:path';
import { z } from 'zod';
import { createMatcher } from '../../repo-config.ts';
import { folderOf, isMaterial, join, outermostFirst } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type Chosen, chooseManager, LOCKFILES } from './choose-manager.ts';
import type { Manager } from './managers.ts';
import { type Manifest, parseManifest } from './manifest.ts';

export interface Member {
  /** '' for the repository's root. */
  folder: string;
  manifest: Manifest;
}

/** One install: a root with its workspaces. The first member is the root itself. */
export interface Project {
  root: string;
  manager: Manager;
  /** Path of the manager's lockfile; null when there is none. */
  lockfile: string | null;
  members: Member[];
}

export interface Detected {
  projects: Project[];
  /** Paths of files that can't be read as what they should be. */
  broken: string[];
  /** Projects with lockfiles of several managers, none of which anything names. */
  ambiguous: { root: string; lockfiles: readonly string[]; members: Member[] }[];
}

/**
 * Finds projects by files alone: the root package.json with its workspaces, and nested packages that stand on their own
 * (with a lockfile, or with no package above them).
 */
export async function detect(files: RepoFiles): Promise<Detected> {
  const paths = new Set(await files.list());
  const folders = outermostFirst(
    [...paths].filter((path) => posix.basename(path) === 'package.json' && !isMaterial(path)).map(folderOf),
  );
  const found: Detected = { projects: [], broken: [], ambiguous: [] };
  const taken = new Set<string>();
  const seen: string[] = [];
  for (const folder of folders) {
    if (taken.has(folder)) continue;
    const above = seen.some((other) => other === '' || folder.startsWith(`${other}/`));
    seen.push(folder);
    if (above && !Object.keys(LOCKFILES).some((name) => paths.has(join(folder, name)))) continue;
    const manifest = parseManifest(await files.read(join(folder, 'package.json')));
    if (manifest === null) {
      found.broken.push(join(folder, 'package.json'));
      continue;
    }
    const members: Member[] = [{ folder, manifest }];
    const chosen = await chooseManager(folder, manifest, paths, files);
    for (const inner of await workspacesOf(folder, manifest, chosen, files, folders, found.broken)) {
      const its = parseManifest(await files.read(join(inner, 'package.json')));
      if (its === null) found.broken.push(join(inner, 'package.json'));
      else members.push({ folder: inner, manifest: its });
      taken.add(inner);
    }
    if ('lockfiles' in chosen) found.ambiguous.push({ root: folder, lockfiles: chosen.lockfiles, members });
    else found.projects.push({ root: folder, members, ...chosen });
  }
  return found;
}

const Globs = z.array(z.string()).catch([]);

/** Folders of the workspaces that the manager looks at: pnpm has a file of its own, Lerna's list may stand alone. */
async function workspacesOf(
  root: string,
  { workspaces }: Manifest,
  chosen: Chosen,
  files: RepoFiles,
  folders: readonly string[],
  broken: string[],
): Promise<string[]> {
  const pnpm = 'lockfiles' in chosen || chosen.manager.name === 'pnpm';
  const path = join(root, 'pnpm-workspace.yaml');
  const text = pnpm ? await files.read(path) : null;
  if (text !== null) {
    const globs = pnpmGlobs(text);
    if (globs === null) broken.push(path);
    return matching(root, globs ?? [], folders);
  }
  if (workspaces.length > 0) return matching(root, workspaces, folders);
  const lerna = parseManifest(await files.read(join(root, 'lerna.json')));
  return matching(root, Globs.parse(lerna?.packages), folders);
}

function pnpmGlobs(text: string): string[] | null {
  try {
    const value: unknown = parsePlainYaml(text);
    if (value === null) return [];
    return z.looseObject({ packages: Globs.default([]) }).safeParse(value).data?.packages ?? null;
  } catch {
    return null;
  }
}

function matching(root: string, globs: readonly string[], folders: readonly string[]): string[] {
  if (globs.length === 0) return [];
  const clean = (glob: string) => join(root, glob.replace(/^!?(\.\/)?/, '').replace(/\/+$/, ''));
  const wanted = createMatcher(globs.filter((glob) => !glob.startsWith('!')).map(clean));
  const unwanted = createMatcher(globs.filter((glob) => glob.startsWith('!')).map(clean));
  return folders.filter((folder) => folder !== root && wanted(folder) && !unwanted(folder));
}
