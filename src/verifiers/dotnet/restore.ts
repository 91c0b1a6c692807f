import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { folderOf, inComponent, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { isOurs, type Project, type Target } from './projects.ts';

const TIMEOUT_MS = 15 * 60_000;
const PACKAGES = '.fettle-deps/nuget';
export const PACKAGES_ENV = { NUGET_PACKAGES: `/workspace/${PACKAGES}` };
/** What MSBuild reads while it restores, beside projects. */
const SETTINGS = /\.(?:props|targets)$|(^|\/)(?:nuget\.config|global\.json)$/i;

/** Whether anything has to be fetched; central files may hold references for all projects. */
export async function hasPackages(projects: readonly Project[], files: RepoFiles): Promise<boolean> {
  if (projects.some((it) => it.packages.length > 0)) return true;
  for (const path of await files.list()) {
    if (!/(^|\/)Directory\.(?:Build|Packages)\.(?:props|targets)$/.test(path) || !isOurs(path)) continue;
    if (!projects.some((it) => inComponent(folderOf(path), it.path))) continue;
    if (/<(?:Global)?PackageReference\b/.test((await files.read(path)) ?? '')) return true;
  }
  return false;
}

/** Packages into a folder of their own, and of each project what a build without restore looks for (`obj`). */
export async function restoreOf(
  target: Target,
  projects: readonly Project[],
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec> {
  const input = new Map<string, Buffer>();
  const hosts = new Set<string>(config.hosts);
  let cleared = false;
  const locks = projects.map(({ path }) => join(folderOf(path), 'packages.lock.json'));
  const all = await files.list();
  const wanted = [target.path, ...projects.map(({ path }) => path), ...locks];
  for (const path of new Set([...wanted, ...all.filter((it) => SETTINGS.test(it) && isOurs(it))])) {
    const text = await files.read(path);
    if (text === null) continue;
    input.set(path, Buffer.from(text));
    if (posix.basename(path).toLowerCase() !== 'nuget.config') continue;
    cleared ||= /<clear\s*\/>/.test(text);
    for (const [, host] of text.matchAll(/\bvalue\s*=\s*"https?:\/\/([^/:"]+)/g)) hosts.add((host ?? '').toLowerCase());
  }
  const locked = projects.some((it) => it.packages.length > 0) && locks.every((path) => input.has(path));
  const cwd = folderOf(target.path);
  return {
    files: input,
    cwd,
    argv: ['dotnet', 'restore', posix.basename(target.path), ...(locked ? ['--locked-mode'] : [])],
    env: { ...PACKAGES_ENV, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
    // `E https://...` for each source that is switched on.
    ...(cleared ? {} : { hostsFrom: ['sh', '-c', "dotnet nuget list source --format short | sed -n 's/^E *//p'"] }),
    outputs: [PACKAGES, ...projects.map(({ path }) => join(folderOf(path), 'obj'))],
    hosts: [...hosts].filter(Boolean).sort(),
    timeoutMs: TIMEOUT_MS,
  };
}
