import { posix } from 'node:path';
import { componentFolders, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type GoMod, parseGoMod, parseGoWork } from './mod.ts';

export interface Module {
  folder: string;
  mod: GoMod;
  /** Folders of modules of the same repository that it takes from there, by `replace` or through `go.work`. */
  needs: string[];
  /** `vendor/` holds what it needs. */
  vendored: boolean;
  /** Folder of the `go.work` that it belongs to, if any. */
  work: string | null;
}

export interface Detected {
  modules: Module[];
  /** Folders of `go.work` files with the folders of the modules that they use. */
  works: Map<string, string[]>;
  /** Paths of go.mod files without a module. */
  broken: string[];
}

export async function detect(files: RepoFiles): Promise<Detected> {
  const paths = new Set(await files.list());
  const found: Detected = { modules: [], works: new Map(), broken: [] };
  for (const folder of await componentFolders(files, ['go.work'])) {
    const used = parseGoWork((await files.read(join(folder, 'go.work'))) ?? '').uses;
    found.works.set(
      folder,
      used.map((path) => inside(folder, path)),
    );
  }
  const worked = [...found.works.values()].flat();
  const folders = new Set([...(await componentFolders(files, ['go.mod'])), ...worked]);
  for (const folder of folders) {
    const text = await files.read(join(folder, 'go.mod'));
    if (text === null) continue;
    const mod = parseGoMod(text);
    if (mod === null) {
      found.broken.push(join(folder, 'go.mod'));
      continue;
    }
    const work = [...found.works].find(([, members]) => members.includes(folder))?.[0] ?? null;
    const vendored = paths.has(join(work ?? folder, 'vendor/modules.txt'));
    found.modules.push({ folder, mod, needs: [], vendored, work });
  }
  const byPath = new Map(found.modules.map((module) => [module.mod.path, module]));
  for (const module of found.modules) {
    const { folder, mod, work } = module;
    const replaced = mod.replaced.map((path) => inside(folder, path));
    const shared = mod.requires.flatMap((path) => {
      const other = byPath.get(path);
      return other !== undefined && other.work !== null && other.work === work ? [other.folder] : [];
    });
    const here = new Set(found.modules.map((other) => other.folder));
    module.needs = [...new Set([...replaced, ...shared])].filter((it) => it !== folder && here.has(it)).sort();
  }
  return found;
}

function inside(folder: string, path: string): string {
  const joined = posix.join(folder === '' ? '.' : folder, path).replace(/\/+$/, '');
  return joined === '.' ? '' : joined;
}
