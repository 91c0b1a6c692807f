import { posix } from 'node:path';
import { folderOf, isMaterial, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { ToolFolder } from './tools.ts';

const TEST_FILE = /(^|\/)(tests?|specs?|__tests__)\/.*\.[cm]?[jt]sx?$|[._-](test|spec)\.[cm]?[jt]sx?$/;
const INSTALLED = /(^|\/)node_modules\//;
/** Texts that decide how a tool is called. */
const READ = /^(biome\.jsonc?|tsconfig\.json|vite\.config\.\w+)$/;

/** What lies in each of some folders, from one walk over all paths. A file belongs to every folder above it. */
export async function toolFolders(folders: readonly string[], files: RepoFiles): Promise<Map<string, ToolFolder>> {
  const made = new Map(
    folders.map((folder) => [folder, { names: new Set<string>(), endings: new Set<string>(), hasTests: false }]),
  );
  for (const path of await files.list()) {
    if (INSTALLED.test(path)) continue;
    const isTest = TEST_FILE.test(path);
    const ending = isMaterial(path) ? null : posix.extname(path);
    const own = folderOf(path);
    made.get(own)?.names.add(posix.basename(path));
    for (let folder = own; ; folder = folderOf(folder)) {
      const it = made.get(folder);
      if (it !== undefined) {
        if (isTest) it.hasTests = true;
        if (ending !== null) it.endings.add(ending);
      }
      if (folder === '') break;
    }
  }
  const all = new Map<string, ToolFolder>();
  for (const [folder, it] of made) {
    const texts = new Map<string, string | null>();
    for (const name of it.names) if (READ.test(name)) texts.set(name, await files.read(join(folder, name)));
    all.set(folder, { ...it, text: (name) => texts.get(name) ?? null });
  }
  return all;
}
