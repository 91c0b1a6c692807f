import { posix } from 'node:path';
import { folderOf, isMaterial } from '../components.ts';
import type { RepoFiles } from '../types.ts';

/** One folder of configuration, which Terraform calls a module. */
export interface Module {
  folder: string;
  /** Text of all its files. */
  text: string;
  /** Text of `.terraform.lock.hcl`, null where providers are not pinned: then nothing is installed and validated. */
  lock: string | null;
}

const CONFIGURATION = /\.(?:tf|tofu)(?:\.json)?$/;

/** Folders of the product that hold configuration, in the order of `list`. */
export async function modules(files: RepoFiles): Promise<Module[]> {
  const texts = new Map<string, string[]>();
  for (const path of await files.list()) {
    if (!CONFIGURATION.test(path) || isMaterial(path)) continue;
    const its = texts.get(folderOf(path)) ?? [];
    its.push((await files.read(path)) ?? '');
    texts.set(folderOf(path), its);
  }
  return Promise.all(
    [...texts].map(async ([folder, its]) => ({
      folder,
      text: its.join('\n'),
      lock: await files.read(posix.join(folder, '.terraform.lock.hcl')),
    })),
  );
}

/** Folders of the modules that a module calls by a relative path. */
export function localModules({ folder, text }: Module): string[] {
  return [...new Set(sources(text).filter((source) => /^\.\.?\//.test(source)))].map((source) => {
    const target = posix.join(folder, source).replace(/\/+$/, '');
    return target === '.' ? '' : target;
  });
}

/** Hosts that `terraform init` asks, as far as the repository names them: registries of the lock file, modules' URLs. */
export function namedHosts(all: readonly Module[]): string[] {
  const hosts = new Set<string>();
  for (const { text, lock } of all) {
    for (const [, host] of (lock ?? '').matchAll(/^provider "([^"/]+)\//gm)) if (host !== undefined) hosts.add(host);
    for (const source of sources(text)) {
      const url = /^(?:git::)?(?:https?|ssh):\/\/(?:[^/@]*@)?([^/:]+)/.exec(source)?.[1];
      // `host/namespace/name/provider`, or a well-known forge without a scheme.
      const short = /^([\w-]+(?:\.[\w-]+)+)\//.exec(source)?.[1];
      const host = url ?? short;
      if (host !== undefined) hosts.add(host.toLowerCase());
    }
  }
  return [...hosts].sort();
}

const sources = (text: string): string[] =>
  [...text.matchAll(/^\s*source\s*=\s*"([^"]+)"/gm)].flatMap((match) => match[1] ?? []);

/** `required_version` as a semver range, null where there is none that can be compared. */
export function requiredVersion(text: string): { wanted: string; range: string } | null {
  const wanted = /^\s*required_version\s*=\s*"([^"]+)"/m.exec(text)?.[1];
  if (wanted === undefined) return null;
  const parts = wanted.split(',').map((part) => part.trim());
  const ranges = parts.map((part) => {
    const found = /^(~>|>=|<=|!=|=|>|<)?\s*v?(\d+(?:\.\d+){0,2})$/.exec(part);
    if (found === null) return null;
    const [, operator = '=', version = ''] = found;
    const numbers = version.split('.');
    // `~> 1.5` allows any later 1.x; `~> 1.5.2` any later 1.5.x.
    if (operator === '~>')
      return numbers.length === 3 ? `~${version}` : `>=${whole(version)} <${Number(numbers[0]) + 1}.0.0`;
    return operator === '!=' ? '*' : `${operator}${whole(version)}`;
  });
  return ranges.includes(null) ? null : { wanted, range: ranges.join(' ') };
}

const whole = (version: string): string => [...version.split('.'), '0', '0'].slice(0, 3).join('.');
