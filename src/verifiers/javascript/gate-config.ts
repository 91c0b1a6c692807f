import { parsePlainYaml } from '../../text/plain-yaml.ts';
import { posix } from 'node:path';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';

/** Keys of package.json that configure a tool which a check may run, or (`config`) what scripts see of themselves. */
export const PARTS = [
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
  'nx',
  'packageManager',
];

const RUNNERS =
  'jest|vitest|vite|playwright|cypress|ava|prettier|karma|mocha|nyc|c8|tap|jasmine|web-test-runner|wtr|babel';

/** Files that configure such a tool, by name, wherever they lie outside of `node_modules`. */
const CONFIG_FILES = [
  /^[jt]sconfig(\..+)?\.json$/,
  /^\.eslint(rc(\.\w+)?|ignore)$/,
  /^(eslint|oxlint|stylelint|xo|webpack|rollup|tsup|esbuild|turbo|nx)(\.[\w-]+)*\.config\.\w+$/,
  new RegExp(`^(${RUNNERS})(\\.[\\w-]+)*\\.(config|conf|workspace|setup)\\.\\w+$`),
  /^(setup[-._]?(tests?|jest|vitest)|(tests?|jest|vitest)[-._]setup)\.\w+$/i,
  /^\.prettier(rc(\.\w+)?|ignore)$/,
  /^biome\.jsonc?$/,
  /^\.(oxlintrc|mocharc|nycrc|c8rc|taprc|babelrc|swcrc|stylelintrc|jshintrc|jasmine)(\.\w+)?$/,
  /^(jasmine|turbo|nx|lerna|wireit|tslint|cypress|node\.config)\.json$/,
  /^(\.npmrc|\.yarnrc|bunfig\.toml|\.pnpmfile\.[cm]js)$/,
  /^(next|astro|nuxt|svelte|vue)\.config\.\w+$/,
  /^binding\.gyp$/,
];

export const INSTALLED = /(^|\/)node_modules\//;
export const isConfig = (path: string): boolean =>
  CONFIG_FILES.some((name) => name.test(posix.basename(path))) || PLUGIN.test(path);
/** Code that Yarn itself loads. */
const PLUGIN = /(^|\/)\.yarn\/plugins\//;

const MANAGER_SETTINGS = /^(pnpm-workspace\.yaml|\.yarnrc\.yml)$/;
/** Lists of dependencies among the settings of pnpm and Yarn: they change like a manifest. */
const DEPENDENCIES = new Set([
  'catalog',
  'catalogs',
  'overrides',
  'packageExtensions',
  'patchedDependencies',
  'packages',
]);

/** What decides how pnpm and Yarn run scripts, without the dependencies that stand in the same files. */
export async function managerSettings(files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    if (INSTALLED.test(path) || !MANAGER_SETTINGS.test(posix.basename(path))) continue;
    const text = (await files.read(path)) ?? '';
    found.push(gateFile(path, 'settings', settingsIn(text)));
  }
  return found;
}

function settingsIn(text: string): unknown {
  try {
    const value: unknown = parsePlainYaml(text);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([key]) => !DEPENDENCIES.has(key)));
  } catch {
    return text;
  }
}
