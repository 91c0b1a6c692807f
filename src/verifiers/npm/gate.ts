import { posix } from 'node:path';
import { gateFile, namedGateFiles } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import { type Detected, join, parseManifest } from './detect.ts';
import { decidingScripts } from './scripts.ts';

/** Keys of package.json that configure a tool which a check may run. */
const PARTS = ['jest', 'vitest', 'eslintConfig', 'eslintIgnore', 'prettier', 'mocha', 'ava', 'nyc', 'c8', 'tap', 'xo'];

/** Files that configure such a tool, by name, wherever they lie outside of `node_modules`. */
const CONFIG_FILES = [
  /^[jt]sconfig(\..+)?\.json$/,
  /^\.eslint(rc(\.\w+)?|ignore)$/,
  /^eslint\.config\.\w+$/,
  /^(jest|vitest|vite|playwright|cypress|ava|prettier|karma)(\.[\w-]+)*\.(config|conf|workspace|setup)\.\w+$/,
  /^(jest|vitest|vite|playwright|cypress|ava|prettier|karma)\.(config|conf|workspace|setup)\.\w+$/,
  /^\.prettier(rc(\.\w+)?|ignore)$/,
  /^biome\.jsonc?$/,
  /^\.(oxlintrc|mocharc|nycrc|c8rc|taprc)(\.\w+)?$/,
  /^\.npmrc$/,
];

/** Everything that configures the checks of npm projects, hashed part by part. */
export async function npmGateFiles(detected: Detected, files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    if (/(^|\/)node_modules\//.test(path) || !CONFIG_FILES.some((name) => name.test(posix.basename(path)))) continue;
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text));
  }
  for (const { folder, manifest } of detected.projects.flatMap((project) => project.members)) {
    const path = join(folder, 'package.json');
    const scripts = decidingScripts(manifest.scripts);
    if (Object.keys(scripts).length > 0) found.push(gateFile(path, 'scripts', scripts));
    for (const part of PARTS) if (manifest[part] !== undefined) found.push(gateFile(path, part, manifest[part]));
    for (const text of Object.values(scripts)) found.push(...(await namedGateFiles(text, folder, files)));
  }
  for (const path of detected.broken) found.push(gateFile(path, null, (await files.read(path)) ?? ''));
  return found;
}

/**
 * package.json files whose deciding scripts differ from base's, with base's scripts written back into them: what runs
 * is base's, also in nested calls of `npm run`. Files the tree has removed or broken are left alone; npm will say so.
 */
export async function restoreScripts(
  base: RepoFiles,
  tree: RepoFiles,
  members: readonly string[],
): Promise<{ path: string; content: string }[]> {
  const restored: { path: string; content: string }[] = [];
  for (const folder of members) {
    const path = join(folder, 'package.json');
    const before = parseManifest(await base.read(path));
    const after = parseManifest(await tree.read(path));
    if (before === null || after === null) continue;
    const same = JSON.stringify(decidingScripts(before.scripts)) === JSON.stringify(decidingScripts(after.scripts));
    if (same) continue;
    const text = JSON.parse((await tree.read(path))?.replace(/^\uFEFF/, '') ?? '{}') as Record<string, unknown>;
    restored.push({ path, content: `${JSON.stringify({ ...text, scripts: before.scripts }, null, 2)}\n` });
  }
  return restored;
}
