import semver from 'semver';

export type ManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What installs a project and runs its scripts. */
export interface Manager {
  name: ManagerName;
  /** Exact version or range that npm can install; null for npm, which is in every image. */
  version: string | null;
  /** Yarn from version 2 on, which has other commands and settings than classic Yarn. */
  berry: boolean;
}

/** Where neither a manifest nor a lockfile says more: the newest whose commands our tests run. */
const NEWEST: Readonly<Record<Exclude<ManagerName, 'npm'>, string>> = { pnpm: '10.34.8', yarn: '4.18.1', bun: '1.4.5' };
const CLASSIC_YARN = '1.22.22';
/** The newest version that takes a lockfile of this kind as it is; a later one would want to rewrite it. */
const BY_LOCKFILE: Readonly<Record<string, readonly [RegExp, string][]>> = {
  pnpm: [
    [/^lockfileVersion: '?5/m, '7.33.7'],
    [/^lockfileVersion: '?6/m, '8.15.9'],
  ],
  yarn: [
    [/^__metadata:\s+version: [1-4]$/m, '3.0.2'],
    [/^__metadata:\s+version: 5$/m, '3.1.1'],
    [/^__metadata:\s+version: 6$/m, '3.8.7'],
    [/^__metadata:\s+version: [78]$/m, '4.13.0'],
    [/^__metadata:\s+version: 9$/m, '4.14.1'],
  ],
};

/** `wanted` is what manifests ask for, as written; `lock` the lockfile's text, null when there is none. */
export function managerOf(
  name: ManagerName,
  wanted: string | null,
  lock: string | null,
  yarnrc: string | null,
): Manager {
  if (name === 'npm') return { name, version: null, berry: false };
  const version = usable(wanted) ?? fromFiles(name, lock, yarnrc);
  return { name, version, berry: name === 'yarn' && !semver.intersects(version, '<2', { loose: true }) };
}

/** Exact versions and ranges only: anything else (`npm:other`, a URL) would install something that is not the manager. */
function usable(wanted: string | null): string | null {
  const text = wanted?.replace(/\+.*$/, '').trim() ?? '';
  if (text === '' || text === '*') return null;
  return semver.valid(text) ?? (/^[\d\s.<>=^~|x*-]+$/.test(text) ? semver.validRange(text) : null);
}

function fromFiles(name: Exclude<ManagerName, 'npm'>, lock: string | null, yarnrc: string | null): string {
  const committed = /^yarnPath:.*\/yarn-(\d+\.\d+\.\d+)\.c?js/m.exec(yarnrc ?? '')?.[1];
  if (committed !== undefined) return committed;
  const known = BY_LOCKFILE[name]?.find(([when]) => when.test(lock ?? ''))?.[1];
  if (known !== undefined) return known;
  const classic = name === 'yarn' && (lock === null ? yarnrc === null : !/^__metadata:/m.test(lock));
  return classic ? CLASSIC_YARN : NEWEST[name];
}

export const runScript = ({ name }: Manager, script: string): string[] => [name, 'run', script];

/** The same script with arguments added at its end. */
export const runScriptWith = (name: string, script: string, args: readonly string[]): string[] =>
  // pnpm, Yarn and Bun hand on everything after the script's name; npm takes options for its own.
  name === 'npm' ? ['npm', 'run', script, '--', ...args] : [name, 'run', script, ...args];

/** A program of the installed dependencies, never one that would be downloaded. */
export function execTool({ name, berry }: Manager, tool: string, args: readonly string[]): string[] {
  if (name === 'pnpm') return ['pnpm', 'exec', tool, ...args];
  // `--binaries-only`: a script of the tool's name is not meant.
  if (name === 'yarn')
    return berry ? ['yarn', 'run', '-B', tool, ...args] : ['yarn', '--silent', 'exec', '--', tool, ...args];
  if (name === 'bun') return ['bun', 'x', '--no-install', tool, ...args];
  return ['npm', 'exec', '--no', '--', tool, ...args];
}

/** Node itself; under Plug'n'Play only Yarn's own way in finds packages. */
export const runNode = ({ berry }: Manager, args: readonly string[]): string[] =>
  berry ? ['yarn', 'node', ...args] : ['node', ...args];
