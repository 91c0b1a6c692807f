import { posix } from 'node:path';
import { configuredFiles, gateFile, namedGateFiles, pathsOf } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import { join } from '../components.ts';
import { type Detected, detect } from './detect.ts';
import { INSTALLED, isConfig, managerSettings, PARTS } from './gate-config.ts';
import { parseManifest } from './manifest.ts';
import { decidingScripts, reachedScripts, scriptWords } from './scripts.ts';
import { scriptsInWorkflows } from './workflows.ts';

/** Everything that configures the checks of npm projects, hashed part by part. */
export async function javascriptGateFiles(
  detected: Detected,
  files: RepoFiles,
  evidence: ReadonlySet<string>,
): Promise<GateFile[]> {
  const found: GateFile[] = [];
  const paths = await pathsOf(files);
  for (const path of paths.files) {
    if (INSTALLED.test(path) || !isConfig(path)) continue;
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text), ...(await configuredFiles(text, path, files, paths)));
  }
  found.push(...(await linkedFiles(files)), ...(await managerSettings(files)));
  for (const [folder, scripts] of await decidingByFolder(detected, files, evidence)) {
    found.push(gateFile(join(folder, 'package.json'), 'scripts', scripts));
    for (const text of Object.values(scripts)) found.push(...(await namedGateFiles(text, folder, files, paths)));
  }
  for (const { folder, manifest } of detected.projects.flatMap((project) => project.members)) {
    const path = join(folder, 'package.json');
    for (const part of PARTS) if (manifest[part] !== undefined) found.push(gateFile(path, part, manifest[part]));
  }
  for (const path of detected.broken) found.push(gateFile(path, null, (await files.read(path)) ?? ''));
  return found;
}

/**
 * A tool reads its settings through a link like any file, so a link of such a name counts, with where it leads and what
 * lies there.
 */
async function linkedFiles(files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const [path, target] of (await files.links?.()) ?? []) {
    if (INSTALLED.test(path) || !(isConfig(path) || posix.basename(path) === 'package.json')) continue;
    const text = await files.read(posix.join(posix.dirname(path), target));
    found.push(gateFile(path, null, { target, text }));
  }
  return found;
}

/**
 * The deciding scripts of every package.json, by folder. Scripts reach into other packages (`--workspaces`, `--prefix`,
 * `cd x && npm run y`), so a script counts wherever it lies when a deciding one has its name.
 */
async function decidingByFolder(
  { projects }: Detected,
  files: RepoFiles,
  evidence: ReadonlySet<string>,
): Promise<Map<string, Record<string, string>>> {
  const all = new Map<string, Record<string, string>>();
  for (const { folder, manifest } of projects.flatMap((project) => project.members)) all.set(folder, manifest.scripts);
  const members = new Set(all.keys());
  for (const path of await files.list()) {
    const folder = path.slice(0, -'package.json'.length).replace(/\/$/, '');
    if (posix.basename(path) !== 'package.json' || INSTALLED.test(path) || members.has(folder)) continue;
    const manifest = parseManifest(await files.read(path));
    if (manifest !== null) all.set(folder, manifest.scripts);
  }
  const words = new Set<string>();
  for (;;) {
    const deciding = new Map<string, Record<string, string>>();
    for (const [folder, scripts] of all) {
      const own = members.has(folder) ? Object.keys(decidingScripts(scripts, evidence)) : [];
      const its = reachedScripts(scripts, [...own, ...words]);
      if (Object.keys(its).length > 0) deciding.set(folder, its);
    }
    const known = words.size;
    for (const text of [...deciding.values()].flatMap((its) => Object.values(its))) {
      for (const word of scriptWords(text)) words.add(word);
    }
    if (words.size === known) return deciding;
  }
}

/**
 * package.json files whose deciding scripts differ from base's, with base's scripts written back into them: what runs
 * is base's, also in nested calls of `npm run`. Files the tree has removed or broken are left alone; npm will say so.
 */
export async function restoreScripts(base: RepoFiles, tree: RepoFiles): Promise<{ path: string; content: string }[]> {
  const restored: { path: string; content: string }[] = [];
  const evidence = await scriptsInWorkflows(base);
  const onBase = await decidingByFolder(await detect(base), base, evidence);
  const onTree = await decidingByFolder(await detect(tree), tree, evidence);
  for (const [folder, scripts] of onBase) {
    const path = join(folder, 'package.json');
    const before = parseManifest(await base.read(path));
    const after = parseManifest(await tree.read(path));
    if (before === null || after === null) continue;
    if (JSON.stringify(scripts) === JSON.stringify(onTree.get(folder))) continue;
    const text = JSON.parse((await tree.read(path))?.replace(/^\uFEFF/, '') ?? '{}') as Record<string, unknown>;
    restored.push({ path, content: `${JSON.stringify({ ...text, scripts: before.scripts }, null, 2)}\n` });
  }
  return restored;
}
