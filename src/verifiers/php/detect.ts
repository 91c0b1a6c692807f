import { posix } from 'node:path';
import { z } from 'zod';
import { folderOf, isMaterial, join, outermostFirst } from '../components.ts';
import type { RepoFiles } from '../types.ts';

const PROJECT =
  /^(composer\.json|phpunit(\.dist)?\.xml(\.dist)?|phpstan(\.dist)?\.neon(\.dist)?|\.php-cs-fixer(\.dist)?\.php)$/;
const NOT_OWN = /(^|\/)(node_modules|vendor|\.[^/]+|var|cache)\//;

const table = z.record(z.string(), z.string()).catch({}).default({});
/** The part of composer.json that we use. */
const Manifest = z.looseObject({
  name: z.string().optional().catch(undefined),
  require: table,
  'require-dev': table,
  repositories: z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .catch([])
    .default([]),
});
export type Manifest = z.infer<typeof Manifest>;

export interface PhpProject {
  folder: string;
  manifest: Manifest | null;
  /** A sentence when composer.json can't be read. */
  broken: string | null;
  lock: string | null;
  tests: string[];
  /** Folders beside the manifest that hold code. */
  codeFolders: string[];
}

/** PHP projects by their manifest or their tools' settings; code belongs to the innermost one. */
export async function detect(files: RepoFiles): Promise<PhpProject[]> {
  const paths = await files.list();
  const folders = new Set<string>();
  for (const path of paths) if (PROJECT.test(posix.basename(path)) && !isMaterial(path)) folders.add(folderOf(path));
  const projects = new Map<string, PhpProject>();
  for (const folder of outermostFirst(folders)) {
    const parsed = parseManifest(await files.read(join(folder, 'composer.json')));
    const broken =
      parsed === 'broken' ? `${join(folder, 'composer.json')} is not a JSON object, so nothing can be run here.` : null;
    const lock = await files.read(join(folder, 'composer.lock'));
    projects.set(folder, {
      folder,
      manifest: parsed === 'broken' ? null : parsed,
      broken,
      lock,
      tests: [],
      codeFolders: [],
    });
  }
  for (const path of paths) {
    if (!path.endsWith('.php') || NOT_OWN.test(path)) continue;
    let folder = folderOf(path);
    while (!projects.has(folder) && folder !== '') folder = folderOf(folder);
    const project = projects.get(folder);
    if (project === undefined) continue;
    const inside = folder === '' ? path : path.slice(folder.length + 1);
    if (/Test\.php$/.test(path)) project.tests.push(path);
    const first = inside.split('/')[0] ?? '';
    if (/^(src|lib|app)$/.test(first) && !project.codeFolders.includes(first)) project.codeFolders.push(first);
  }
  return [...projects.values()];
}

export function parseManifest(text: string | null): Manifest | 'broken' | null {
  if (text === null) return null;
  try {
    return Manifest.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? 'broken';
  } catch {
    return 'broken';
  }
}

/** Packages that a manifest declares, the platform's own (`php`, `ext-*`) left out. */
export const packagesOf = (manifest: Manifest | null): string[] =>
  Object.keys({ ...manifest?.require, ...manifest?.['require-dev'] }).filter((name) => name.includes('/'));
