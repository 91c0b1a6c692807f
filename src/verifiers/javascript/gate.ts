import { posix } from 'node:path';
import { configuredFiles, gateFile, namedGateFiles } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import { type Detected, detect, join, parseManifest } from './detect.ts';
import { decidingScripts, reachedScripts, scriptWords } from './scripts.ts';

/** Keys of package.json that configure a tool which a check may run, or (`config`) what scripts see of themselves. */
const PARTS = [
  'jest',
  'vitest',
  'eslintConfig',
  'eslintIgnore',
  'prettier',
  'mocha',
  'ava',
  'nyc',
  'c8',
  'tap',
  'xo',
].concat([
  'babel',
  'browserslist',
  'config',
  'jasmine',
  'karma',
  'standard',
  'stylelint',
  'swc',
  'ts-node',
  'tsd',
  'turbo',
  'wireit',
]);

const RUNNERS =
  'jest|vitest|vite|playwright|cypress|ava|prettier|karma|mocha|nyc|c8|tap|jasmine|web-test-runner|wtr|babel';

/** Files that configure such a tool, by name, wherever they lie outside of `node_modules`. */
const CONFIG_FILES = [
  /^[jt]sconfig(\..+)?\.json$/,
  /^\.eslint(rc(\.\w+)?|ignore)$/,
  /^(eslint|oxlint|stylelint|xo|webpack|rollup|tsup|esbuild|turbo|nx)\.config\.\w+$/,
  new RegExp(`^(${RUNNERS})(\\.[\\w-]+)*\\.(config|conf|workspace|setup)\\.\\w+$`),
  /^(setup[-._]?(tests?|jest|vitest)|(tests?|jest|vitest)[-._]setup)\.\w+$/i,
  /^\.prettier(rc(\.\w+)?|ignore)$/,
  /^biome\.jsonc?$/,
  /^\.(oxlintrc|mocharc|nycrc|c8rc|taprc|babelrc|swcrc|stylelintrc|jshintrc|jasmine)(\.\w+)?$/,
  /^(jasmine|turbo|nx|lerna|wireit|tslint|cypress|node\.config)\.json$/,
  /^\.npmrc$/,
  /^binding\.gyp$/,
];

/** Everything that configures the checks of npm projects, hashed part by part. */
export async function npmGateFiles(detected: Detected, files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    if (INSTALLED.test(path) || !isConfig(path)) continue;
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text), ...(await configuredFiles(text, path, files)));
  }
  found.push(...(await linkedFiles(files)));
  for (const [folder, scripts] of await decidingByFolder(detected, files)) {
    found.push(gateFile(join(folder, 'package.json'), 'scripts', scripts));
    for (const text of Object.values(scripts)) found.push(...(await namedGateFiles(text, folder, files)));
  }
  for (const { folder, manifest } of detected.projects.flatMap((project) => project.members)) {
    const path = join(folder, 'package.json');
    for (const part of PARTS) if (manifest[part] !== undefined) found.push(gateFile(path, part, manifest[part]));
  }
  for (const path of detected.broken) found.push(gateFile(path, null, (await files.read(path)) ?? ''));
  return found;
}

const INSTALLED = /(^|\/)node_modules\//;
const isConfig = (path: string): boolean => CONFIG_FILES.some((name) => name.test(posix.basename(path)));

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
      const own = members.has(folder) ? Object.keys(decidingScripts(scripts)) : [];
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
  const onBase = await decidingByFolder(await detect(base), base);
  const onTree = await decidingByFolder(await detect(tree), tree);
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
