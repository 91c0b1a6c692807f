import { posix } from 'node:path';
import { z } from 'zod';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import type { RepoFiles } from '../types.ts';
import { join, type Member, type NpmProject } from './detect.ts';

const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** Null when nothing is to be installed: then no check needs the network either. */
export async function installOf(
  project: NpmProject,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  if (!project.members.some(({ manifest }) => Object.keys(dependenciesOf(manifest)).length > 0)) return null;
  const input = await inputFiles(project, files);
  const npmrc = input.get(join(project.root, '.npmrc'))?.toString('utf8') ?? '';
  const lock = project.lockfile === null ? '' : (input.get(project.lockfile)?.toString('utf8') ?? '');
  const hosts = new Set([...registryHosts(npmrc), ...lockfileHosts(lock), ...config.hosts]);
  return {
    files: input,
    cwd: project.root,
    argv: [
      ...(project.lockfile === null ? ['npm', 'install', '--no-package-lock'] : ['npm', 'ci']),
      '--no-audit',
      '--no-fund',
      ...(config.scripts ? [] : ['--ignore-scripts']),
    ],
    outputs: project.members.map((member) => join(member.folder, 'node_modules')),
    hosts: [...hosts].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** Registries of a .npmrc; its other lines are npm's business. Exported for tests. */
export function registryHosts(npmrc: string): string[] {
  return [...npmrc.matchAll(/^\s*(?:@[^\s:=]+:)?registry\s*=\s*["']?(\S+?)["']?\s*$/gm)].flatMap((it) =>
    hostOf(it[1] ?? ''),
  );
}

/** Hosts in the `resolved` fields of a package-lock.json of version 1 to 3. Exported for tests. */
export function lockfileHosts(lock: string): string[] {
  return [...new Set([...lock.matchAll(/"resolved":\s*"([^"]+)"/g)].flatMap((it) => hostOf(it[1] ?? '')))];
}

function hostOf(url: string): string[] {
  const parsed = z.url().safeParse(url.replace(/^git\+/, ''));
  if (!parsed.success || !/^(https?|ssh|git):/.test(parsed.data)) return [];
  const host = new URL(parsed.data).hostname.toLowerCase();
  return host === '' ? [] : [host];
}

function dependenciesOf(manifest: Member['manifest']): Record<string, string> {
  return {
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
    ...manifest.dependencies,
  };
}

/** Manifests, the lockfile, .npmrc, and local packages named by `file:` or `link:`; nothing else is shown to npm. */
async function inputFiles(project: NpmProject, files: RepoFiles): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = new Set<string>([join(project.root, '.npmrc')]);
  if (project.lockfile !== null) wanted.add(project.lockfile);
  const all = await files.list();
  for (const { folder, manifest } of project.members) {
    wanted.add(join(folder, 'package.json'));
    for (const version of Object.values(dependenciesOf(manifest))) {
      const local = /^(?:file|link):(.+)$/.exec(version)?.[1];
      if (local === undefined) continue;
      const target = posix.join(folder, local).replace(/\/+$/, '');
      for (const path of all) if (path === target || path.startsWith(`${target}/`)) wanted.add(path);
    }
  }
  const input = new Map<string, Buffer>();
  for (const path of [...wanted].sort()) {
    const content = files.bytes === undefined ? await textOf(files, path) : await files.bytes(path);
    if (content !== null) input.set(path, content);
  }
  return input;
}

async function textOf(files: RepoFiles, path: string): Promise<Buffer | null> {
  const text = await files.read(path);
  return text === null ? null : Buffer.from(text);
}
