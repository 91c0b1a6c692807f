import { posix } from 'node:path';

/** Where the registry for names without a scope is written, by file; of several, the last line counts, as for the tools. */
const SETTINGS: readonly (readonly [name: string, line: RegExp])[] = [
  ['.yarnrc.yml', /^npmRegistryServer\s*:\s*["']?([^\s"']+)["']?\s*$/gm],
  ['.yarnrc', /^\s*"?registry"?\s+["']?([^\s"']+)["']?\s*$/gm],
  ['.npmrc', /^\s*registry\s*=\s*["']?([^\s"']+)["']?\s*$/gm],
];

/** The public registry by its names: who writes one of these means the usual one, for which an operator may have a mirror. */
const USUAL = /^registry\.(?:npmjs|yarnpkg)\.[a-z]+$/;

/**
 * The npm registry that the settings beside a manifest name for packages without a scope, without credentials; null where
 * they name none, the public one, or something with a variable in it. Our environment variable would win over it.
 */
export function ownRegistry(files: ReadonlyMap<string, Buffer>, cwd: string): string | null {
  for (const [name, line] of SETTINGS) {
    const text = files.get(posix.join(cwd, name))?.toString('utf8') ?? '';
    const named = [...text.matchAll(line)].at(-1)?.[1];
    const url = named === undefined || named.includes('${') ? null : URL.parse(named);
    if (url === null || !/^https?:$/.test(url.protocol)) continue;
    if (USUAL.test(url.hostname)) return null;
    url.username = '';
    url.password = '';
    return url.href;
  }
  return null;
}
