import { compare } from './version.ts';
import type { DiffFile, DiffHunk } from '../types.ts';

export const LOCKFILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|deno\.lock|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|packages\.lock\.json|Package\.resolved|gradle\.lockfile|pubspec\.lock|mix\.lock)$/;

/** Something that a lockfile's change does, and that nobody does by installing. */
export interface LockProblem {
  kind: 'host' | 'insecure' | 'integrity' | 'script' | 'name' | 'downgrade';
  name: string;
  detail: string;
  hunk: DiffHunk;
  line: number;
}

/** Lines that say from where a package was taken; addresses of home pages and of sponsors are none. */
const TAKEN =
  /(?:"resolved"|\bresolved|"?tarball"?|\bregistry|\bremote|\bsource|"dist"|"url"|\burl)["']?\s{0,4}[:=]?\s{0,4}["']?[^\n"']{0,60}?(https?):\/\/([^/\s"'@]{1,200}@)?([\w.-]{1,120})/;
/** Where the well-known registries and code hosts keep their files, by the names of their owners. */
const USUAL = new RegExp(
  `(?:^|\\.)(?:${['npmjs', 'yarnpkg', 'pythonhosted', 'pypi', 'rubygems', 'crates', 'packagist', 'github', 'githubusercontent', 'gitlab', 'bitbucket', 'nuget', 'golang', 'pub', 'jsr', 'hex', 'gradle', 'pkg', 'npmmirror'].join('|')})\\.(?:org|com|io|dev)$`,
);
const INTEGRITY =
  /(?:"?integrity"?\s*:?\s*"?|"?checksum"?\s*[:=]\s*"?|"?shasum"?\s*:\s*"?|hash\s*=\s*"|"?contentHash"?\s*:\s*")(?:sha\d+[-:])?([A-Za-z\d+/=]{20,})/;

export function lockProblems(file: DiffFile, hosts: ReadonlySet<string>): LockProblem[] {
  return file.hunks.flatMap((hunk) => [...addresses(hunk, hosts), ...entries(hunk, file.path)]);
}

/** The hosts that lockfiles named so far, with `http:` before those that were asked without encryption. */
export function hostsIn(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) =>
      text.split('\n').flatMap((line) => {
        const [, scheme = '', , host] = TAKEN.exec(line.slice(0, 2000)) ?? [];
        return host === undefined
          ? []
          : [host.toLowerCase(), ...(scheme === 'http' ? [`http:${host.toLowerCase()}`] : [])];
      }),
    ),
  );
}

function addresses(hunk: DiffHunk, hosts: ReadonlySet<string>): LockProblem[] {
  const own = hosts.size === 0 ? usualIn(hunk) : null;
  return hunk.added.flatMap(({ line, text }): LockProblem[] => {
    const [, scheme, , host = ''] = TAKEN.exec(text.slice(0, 2000)) ?? [];
    if (scheme === undefined || /"(?:funding|homepage|issues|docs|forum|chat|support)"/.test(text)) return [];
    const at = { name: '', hunk, line };
    const plain = host.toLowerCase();
    if (scheme === 'http' && !/^(?:localhost|127\.)/.test(plain) && !hosts.has(`http:${plain}`)) {
      return [{ ...at, kind: 'insecure', detail: plain }];
    }
    return hosts.has(plain) || plain === own || USUAL.test(plain) ? [] : [{ ...at, kind: 'host', detail: plain }];
  });
}

/** Of a lockfile that is new as a whole, the host that most of its lines name. */
function usualIn(hunk: DiffHunk): string | null {
  const counts = new Map<string, number>();
  for (const { text } of hunk.added) {
    const host = TAKEN.exec(text.slice(0, 2000))?.[3]?.toLowerCase();
    if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most !== undefined && most[1] >= 4 ? most[0] : null;
}

interface Package {
  name: string;
  version: string;
  integrity: string;
  resolved: string;
  script: number | null;
  line: number;
  /** Whether the hunk shows that its checksum went and nothing came for it. */
  isGone: boolean;
  /** Whether the hunk shows it to its end, so that what is not there is missing. */
  isWhole: boolean;
}

const HEAD =
  /^\s*(?:"(?:[^"]*node_modules\/)?((?:@[\w.-]+\/)?[\w.-]+)":\s*\{|\[\[package\]\]|"?((?:@[\w.-]+\/)?[\w.-]+)@[^:]{1,200}:\s*$|'?\/?((?:@[\w.-]+\/)?[\w.-]+)@([\w.@/+-]{1,200})(?:\([^:]{1,300})?'?:\s*$)/;
const INNER =
  /"(?:dependencies|engines|peerDependencies|optionalDependencies|peerDependenciesMeta|bin|funding|packages|requires)"/;

/** The packages that one side of a hunk shows. */
function packagesOf(hunk: DiffHunk, other: '+' | '-'): Package[] {
  const packages: Package[] = [];
  const start = (name: string, line: number, version = '') => {
    packages.push({ name, version, integrity: '', resolved: '', script: null, line, isGone: false, isWhole: false });
  };
  let line = Number((other === '-' ? /\+(\d+)/ : /-(\d+)/).exec(hunk.header)?.[1] ?? 0) - 1;
  for (const [at, marked] of hunk.lines.entries()) {
    if (marked.startsWith(other)) continue;
    line += 1;
    const text = marked.slice(1, 2000);
    const head = HEAD.exec(text);
    const now = packages.at(-1);
    if (now !== undefined && (/^\s{0,4}\},?\s*$|^\s*$/.test(text) || (head !== null && !INNER.test(text))))
      now.isWhole = true;
    if (head !== null && !INNER.test(text)) start(head[1] ?? head[2] ?? head[3] ?? '', line, head[4] ?? '');
    else if (now === undefined) start('', line);
    const it = packages.at(-1);
    if (it === undefined) continue;
    it.name ||= /^\s*name\s*=\s*"([^"]+)"/.exec(text)?.[1] ?? '';
    it.version ||= /^\s*"?version"?\s*[:=]?\s*"?v?(\d[\w.+-]*)"?,?\s*$/.exec(text)?.[1] ?? '';
    const integrity = INTEGRITY.exec(text)?.[1];
    if (integrity !== undefined && it.integrity === '') {
      it.integrity = integrity;
      it.isGone = marked.startsWith('-') && hunk.lines[at + 1]?.startsWith(' ') === true;
    }
    it.resolved ||= /"?resolved"?:?\s+"([^"]+)"/.exec(text)?.[1] ?? '';
    if (marked.startsWith('+') && /"hasInstallScript":\s*true|^\s*requiresBuild:\s*true/.test(text)) it.script = line;
  }
  return packages;
}

function entries(hunk: DiffHunk, path: string): LockProblem[] {
  if (path.endsWith('go.sum')) return sums(hunk);
  const before = packagesOf(hunk, '+');
  if (/(?:poetry|uv|pdm)\.lock$/.test(path)) return files(hunk);
  return packagesOf(hunk, '-').flatMap((it): LockProblem[] => {
    const { name, version, integrity, resolved, script, line } = it;
    const at = { name, hunk, line };
    const found: LockProblem[] = [];
    const named = before.filter((old) => old.name === name);
    const same = name === '' ? undefined : named.find((old) => old.version === version && version !== '');
    if (same !== undefined && same.integrity !== '' && integrity !== same.integrity) {
      if (integrity !== '') found.push({ ...at, kind: 'integrity', detail: 'was changed for the same version' });
      else if (it.isWhole || same.isGone) found.push({ ...at, kind: 'integrity', detail: 'was removed' });
    } else if (
      name !== '' &&
      same === undefined &&
      named.some((old) => old.integrity !== '') &&
      integrity === '' &&
      it.isWhole &&
      version !== ''
    ) {
      found.push({ ...at, kind: 'integrity', detail: 'was removed' });
    }
    if (script !== null) found.push({ ...at, kind: 'script', detail: '', line: script });
    const own = fileOf(resolved);
    if (
      own !== null &&
      name !== '' &&
      own !== name.split('/').at(-1) &&
      !named.some((old) => old.resolved === resolved)
    )
      found.push({ ...at, kind: 'name', detail: own });
    const [now, then] = [version, named.length === 1 ? (named[0]?.version ?? '') : ''].map(
      (text) => (text === '' ? null : text.split(/[-+]/)[0]?.split('.').map(Number)) ?? null,
    );
    if (
      name !== '' &&
      now !== null &&
      then !== null &&
      now !== undefined &&
      then !== undefined &&
      compare(now, then) < 0
    )
      found.push({ ...at, kind: 'downgrade', detail: `${named[0]?.version} to ${version}` });
    return found;
  });
}

/** The package that an address is of, as npm's registries build them: `…/name/-/name-1.0.0.tgz`. */
function fileOf(resolved: string): string | null {
  const path = /^https?:\/\/[^/]+\/(?:.*\/)?((?:@|%40)?[\w.%-]+(?:(?:\/|%2f)[\w.-]+)?)\/-\/[^/]+\.tgz/i.exec(
    resolved,
  )?.[1];
  return path?.replace(/^%40/, '@').replace(/%2f/i, '/').split('/').at(-1) ?? null;
}

/** A file of a package never changes. */
function files(hunk: DiffHunk): LockProblem[] {
  const read = (text: string) => /(?:file|url) = "([^"]{1,400})".{0,40}hash = "([^"]{1,200})"/.exec(text);
  const before = new Map(
    hunk.removed.flatMap(({ text }) => {
      const match = read(text);
      return match === null ? [] : [[match[1] ?? '', match[2]] as const];
    }),
  );
  return hunk.added.flatMap(({ line, text }): LockProblem[] => {
    const match = read(text);
    const old = before.get(match?.[1] ?? '');
    if (match === null || old === undefined || old === match[2]) return [];
    return [
      {
        kind: 'integrity',
        name: (match[1] ?? '').split('/').at(-1) ?? '',
        detail: 'was changed for the same version',
        hunk,
        line,
      },
    ];
  });
}

/** A version's sum in go.sum never changes. */
function sums(hunk: DiffHunk): LockProblem[] {
  const sum = (text: string) => /^(\S+ v\S+) h1:(\S+)$/.exec(text);
  const before = new Map(
    hunk.removed.flatMap(({ text }) => {
      const match = sum(text);
      return match === null ? [] : [[match[1] ?? '', match[2]] as const];
    }),
  );
  return hunk.added.flatMap(({ line, text }): LockProblem[] => {
    const match = sum(text);
    const old = before.get(match?.[1] ?? '');
    return match === null || old === undefined || old === match[2]
      ? []
      : [{ kind: 'integrity', name: match[1] ?? '', detail: 'was changed for the same version', hunk, line }];
  });
}
