import { posix } from 'node:path';
import { z } from 'zod';
import { createMatcher } from '../../repo-config.ts';
import type { RepoFiles } from '../types.ts';

const strings = z.record(z.string(), z.string()).catch({});

/** The part of package.json that we use. Wrong types elsewhere in the file are npm's business. */
const Manifest = z.looseObject({
  name: z.string().optional().catch(undefined),
  packageManager: z.string().optional().catch(undefined),
  scripts: strings.default({}),
  dependencies: strings.default({}),
  devDependencies: strings.default({}),
  optionalDependencies: strings.default({}),
  peerDependencies: strings.default({}),
  workspaces: z
    .union([z.array(z.string()), z.looseObject({ packages: z.array(z.string()) }).transform((it) => it.packages)])
    .catch([])
    .default([]),
});
export type Manifest = z.infer<typeof Manifest>;

export interface Member {
  /** '' for the repository's root. */
  folder: string;
  manifest: Manifest;
}

/** One install: a root with its workspaces. The first member is the root itself. */
export interface NpmProject {
  root: string;
  manager: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Path of package-lock.json or npm-shrinkwrap.json; null when there is none. */
  lockfile: string | null;
  members: Member[];
}

export interface Detected {
  projects: NpmProject[];
  /** Paths of package.json files that are not JSON objects. */
  broken: string[];
}

/** Folders whose packages are material of tests, examples or installs, not parts of the product. */
const NOT_PRODUCT =
  /(^|\/)(node_modules|fixtures?|__fixtures__|tests?|__tests__|__mocks__|examples?|templates?|vendor|dist|build|\.[^/]+)\//;

export const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** Null when the text is not a JSON object. */
export function parseManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  try {
    return Manifest.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Finds npm projects by files alone: the root package.json with its workspaces, and nested packages that stand on their
 * own (with a lockfile, or with no package above them).
 */
export async function detect(files: RepoFiles): Promise<Detected> {
  const paths = new Set(await files.list());
  const folders = [...paths]
    .filter((path) => posix.basename(path) === 'package.json' && !NOT_PRODUCT.test(path))
    .map((path) => path.slice(0, -'package.json'.length).replace(/\/$/, ''))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const found: Detected = { projects: [], broken: [] };
  const taken = new Set<string>();
  for (const folder of folders) {
    if (taken.has(folder)) continue;
    const above = folders.some((other) => other !== folder && (other === '' || folder.startsWith(`${other}/`)));
    if (above && !LOCKFILES.some(([name]) => paths.has(join(folder, name)))) continue;
    const manifest = parseManifest(await files.read(join(folder, 'package.json')));
    if (manifest === null) {
      found.broken.push(join(folder, 'package.json'));
      continue;
    }
    const members: Member[] = [{ folder, manifest }];
    for (const inner of workspaceFolders(folder, manifest.workspaces, folders)) {
      const its = parseManifest(await files.read(join(inner, 'package.json')));
      if (its === null) found.broken.push(join(inner, 'package.json'));
      else members.push({ folder: inner, manifest: its });
      taken.add(inner);
    }
    found.projects.push({ root: folder, members, ...managerOf(folder, manifest, paths) });
  }
  return found;
}

const LOCKFILES = [
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
] as const;

function managerOf(
  folder: string,
  manifest: Manifest,
  paths: ReadonlySet<string>,
): Pick<NpmProject, 'manager' | 'lockfile'> {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(manifest.packageManager ?? '')?.[1] as NpmProject['manager'] | undefined;
  const lock = LOCKFILES.find(([name, manager]) => paths.has(join(folder, name)) && (named ?? manager) === manager);
  const manager = named ?? lock?.[1] ?? 'npm';
  return { manager, lockfile: manager === 'npm' && lock !== undefined ? join(folder, lock[0]) : null };
}

function workspaceFolders(root: string, globs: readonly string[], folders: readonly string[]): string[] {
  const clean = (glob: string) => join(root, glob.replace(/^!?(\.\/)?/, '').replace(/\/+$/, ''));
  const wanted = createMatcher(globs.filter((glob) => !glob.startsWith('!')).map(clean));
  const unwanted = createMatcher(globs.filter((glob) => glob.startsWith('!')).map(clean));
  return folders.filter((folder) => folder !== root && wanted(folder) && !unwanted(folder));
}

const depth = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);
