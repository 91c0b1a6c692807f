import { posix } from 'node:path';
import { z } from 'zod';

/** Files in which a manager's registries are written, and the lines of them that name one. */
const SETTINGS: Readonly<Record<string, RegExp>> = {
  '.npmrc': /^\s*(?:@[^\s:=]+:)?registry\s*=\s*["']?(\S+?)["']?\s*$/gm,
  '.yarnrc': /^\s*"?(?:@[^\s:"]+:)?registry"?\s+["']?(\S+?)["']?\s*$/gm,
  '.yarnrc.yml': /^\s*npmRegistryServer\s*:\s*["']?(\S+?)["']?\s*$/gm,
  'bunfig.toml': /["'](https?:\/\/[^"'\s]+)["']/g,
  'pnpm-workspace.yaml': /^\s*(?:registry|["']?@[^\s:"']+["']?)\s*:\s*["']?(https?:\/\/\S+?)["']?\s*$/gm,
};

/** Where each lockfile writes down from where a package comes; other URLs in it (homes, funding) name no source. */
const LOCKFILES: Readonly<Record<string, RegExp>> = {
  'package-lock.json': /"resolved":\s*"([^"]+)"/g,
  'npm-shrinkwrap.json': /"resolved":\s*"([^"]+)"/g,
  'pnpm-lock.yaml': /\b(?:tarball|repo|registry):\s*["']?([^\s"',}]+)/g,
  'yarn.lock':
    /^\s+resolved\s+"([^"]+)"|^\s+resolution:\s*"[^"]*?@((?:https?|ssh|git)[^"]+)"|__archiveUrl=([^"&\s]+)/gm,
  'bun.lock': /"(?:[^"]*@)?((?:https?|git\+[a-z]+):\/\/[^"]+)"/g,
};

/** Hosts that the settings and the lockfile among some files name; credentials and what is no URL are left out. */
export function hostsIn(files: ReadonlyMap<string, Buffer>): string[] {
  const hosts = new Set<string>();
  for (const [path, content] of files) {
    const name = posix.basename(path);
    const pattern = SETTINGS[name] ?? LOCKFILES[name];
    if (pattern === undefined) continue;
    for (const match of content.toString('utf8').matchAll(pattern)) {
      for (const host of hostOf(match.slice(1).find((it) => it !== undefined) ?? '')) hosts.add(host);
    }
  }
  return [...hosts].sort();
}

function hostOf(url: string): string[] {
  const plain = /%3a%2f%2f/i.test(url) ? decoded(url) : url;
  const parsed = z.url().safeParse(plain.replace(/^git\+/, ''));
  if (!parsed.success || !/^(https?|ssh|git):/.test(parsed.data)) return [];
  const host = new URL(parsed.data).hostname.toLowerCase();
  return host === '' ? [] : [host];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
