import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { MODULE_CACHE } from './checks.ts';
import type { Module } from './detect.ts';

const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** One install for each module, or for all modules of a workspace at once; none where nothing is taken from elsewhere. */
export async function installsOf(
  modules: readonly Module[],
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec[]> {
  const groups = Map.groupBy(modules, (module) => module.work ?? module.folder);
  const installs: InstallSpec[] = [];
  for (const [root, members] of groups) {
    const own = new Set(members.map((module) => module.mod.path));
    const needy = members.some(({ mod, vendored }) => {
      const elsewhere = mod.requires.filter((path) => !mod.local.includes(path) && !own.has(path));
      return !vendored && elsewhere.length > 0;
    });
    if (!needy) continue;
    const folders = new Set([root, ...members.flatMap((module) => [module.folder, ...reached(module, modules)])]);
    installs.push({
      files: await inputFiles([...folders].sort(), files),
      cwd: root,
      argv: ['go', 'mod', 'download'],
      env: {
        GOMODCACHE: `/workspace/${MODULE_CACHE}`,
        GOTOOLCHAIN: 'local',
        // A cache of read-only folders can't be removed, nor copied into.
        GOFLAGS: '-modcacherw',
      },
      hostsFrom: ['sh', '-c', "go env GOPROXY GOSUMDB | tr ',|' '\\n\\n' | grep '[.]'"],
      outputs: [MODULE_CACHE],
      hosts: [...config.hosts].sort(),
      timeoutMs: INSTALL_TIMEOUT_MS,
    });
  }
  return installs;
}

/** Modules that stand in for required ones, and those that these need: their go.mod files are read, too. */
function reached(module: Module, modules: readonly Module[]): string[] {
  const found = new Set<string>();
  const queue = [...module.needs];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    if (found.has(folder)) continue;
    found.add(folder);
    queue.push(...(modules.find((other) => other.folder === folder)?.needs ?? []));
  }
  return [...found];
}

async function inputFiles(folders: readonly string[], files: RepoFiles): Promise<ReadonlyMap<string, Buffer>> {
  const input = new Map<string, Buffer>();
  for (const folder of folders) {
    for (const name of ['go.mod', 'go.sum', 'go.work', 'go.work.sum']) {
      const text = await files.read(join(folder, name));
      if (text !== null) input.set(join(folder, name), Buffer.from(text));
    }
  }
  return input;
}
