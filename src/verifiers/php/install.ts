import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { type PhpProject, packagesOf } from './detect.ts';

const INSTALL_TIMEOUT_MS = 20 * 60_000;
/** Addresses in composer's own settings, its default repository among them. */
const HOSTS_SCRIPT = `composer config --global --list 2>/dev/null | grep -o 'https\\?://[^] ,]*'`;

/** Null when no package is declared: then no check needs the network. */
export async function installOf(
  project: PhpProject,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  const { folder, manifest, lock } = project;
  if (packagesOf(manifest).length === 0) return null;
  const input = new Map<string, Buffer>();
  for (const name of ['composer.json', 'composer.lock']) {
    const text = await files.read(join(folder, name));
    if (text !== null) input.set(join(folder, name), Buffer.from(text));
  }
  const local = localFolders(project);
  for (const path of await files.list()) {
    if (!local.some((it) => path.startsWith(`${it}/`))) continue;
    const content = files.bytes === undefined ? Buffer.from((await files.read(path)) ?? '') : await files.bytes(path);
    if (content !== null) input.set(path, content);
  }
  const named = hostsIn([JSON.stringify(manifest?.repositories ?? []), lock ?? ''].join('\n'));
  // The archives that GitHub's API names are handed out by another host of theirs.
  if (named.includes('api.github.com')) named.push('codeload.github.com');
  return {
    files: input,
    cwd: folder,
    argv: [
      'composer',
      'install',
      '--no-interaction',
      '--no-progress',
      '--prefer-dist',
      ...(config.scripts ? [] : ['--no-scripts', '--no-plugins']),
    ],
    env: { COMPOSER_CACHE_DIR: '/dev/null', COMPOSER_HOME: '/tmp/fettle-composer', COMPOSER_MIRROR_PATH_REPOS: '1' },
    hostsFrom: ['sh', '-c', HOSTS_SCRIPT],
    outputs: [join(folder, 'vendor')],
    hosts: [...new Set([...named, ...config.hosts])].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** Folders of the repository that composer takes packages from (`"type": "path"`). Globs: what stands before the first `*`. */
export function localFolders({ manifest, folder }: PhpProject): string[] {
  const repositories = Object.values(manifest?.repositories ?? {});
  return repositories.flatMap((it) => {
    const { type, url } = (typeof it === 'object' && it !== null ? it : {}) as Record<string, unknown>;
    if (type !== 'path' || typeof url !== 'string') return [];
    const path = posix.normalize(join(folder, url.replace(/\/?\*.*$/, ''))).replace(/\/$/, '');
    return path === '.' || path.startsWith('..') || path.startsWith('/') ? [] : [path];
  });
}

function hostsIn(text: string): string[] {
  const found = [...text.matchAll(/https?:(?:\\?\/){2}(?:[^\s/@"\\]*@)?([A-Za-z0-9.-]+)[^"]*"/g)];
  // Homepages and support pages of packages are no places to install from.
  const lines = text
    .split('\n')
    .filter((line) => /"url"\s*:/.test(line))
    .join('\n');
  return [...new Set(found.filter((it) => lines.includes(it[0])).map((it) => (it[1] ?? '').toLowerCase()))];
}
