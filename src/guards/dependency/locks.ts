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

/** The hosts that lockfiles already named. */
export function hostsBefore(files: readonly DiffFile[]): Set<string> {
  const lines = files
    .filter((file) => LOCKFILE.test(file.path))
    .flatMap((file) => file.hunks.flatMap((hunk) => hunk.lines.filter((line) => !line.startsWith('+'))));
  return new Set(lines.flatMap((line) => TAKEN.exec(line)?.[3]?.toLowerCase() ?? []));
}

function addresses(hunk: DiffHunk, hosts: ReadonlySet<string>): LockProblem[] {
  // Of a lockfile that is new as a whole, the host that most lines name is its own.
  const named = hunk.added.flatMap(({ text }) => TAKEN.exec(text)?.[3]?.toLowerCase() ?? []);
  const own =
    hosts.size === 0 && named.length >= 4
      ? named.toSorted((a, b) => named.filter((it) => it === b).length - named.filter((it) => it === a).length)[0]
      : undefined;
  return hunk.added.flatMap(({ line, text }): LockProblem[] => {
    const [, scheme, , host = ''] = TAKEN.exec(text.slice(0, 2000)) ?? [];
    if (scheme === undefined || /"(?:funding|homepage|issues|docs|forum|chat|support)"/.test(text)) return [];
    const at = { name: '', hunk, line };
    if (scheme === 'http' && !/^(?:localhost|127\.)/.test(host)) return [{ ...at, kind: 'insecure', detail: host }];
    const plain = host.toLowerCase();
    return hosts.has(plain) || plain === own || USUAL.test(plain) ? [] : [{ ...at, kind: 'host', detail: plain }];
  });
}

interface Package {
  name: string;
  added: { version?: string; integrity?: string; resolved?: string; line: number };
  removed: { version?: string; integrity?: string };
  /** Whether the entry's own first line is new. */
  isNew: boolean;
  isGone: boolean;
  script: number | null;
}

const HEAD =
  /^\s*(?:"(?:[^"]*node_modules\/)?((?:@[\w.-]+\/)?[\w.-]+)":\s*\{|\[\[package\]\]|"?((?:@[\w.-]+\/)?[\w.-]+)@[^:]{1,200}:\s*$|'?\/?((?:@[\w.-]+\/)?[\w.-]+)@[\w.()@/+-]{1,200}'?:\s*$)/;

/** The packages that a hunk shows, with what of each is new and what is gone. */
function packagesOf(hunk: DiffHunk): Package[] {
  const packages: Package[] = [];
  let now: Package | null = null;
  let line = hunk.added[0]?.line ?? 0;
  let next = Number(/\+(\d+)/.exec(hunk.header)?.[1] ?? 0);
  for (const marked of hunk.lines) {
    const mark = marked[0];
    const text = marked.slice(1, 2000);
    if (mark !== '-') line = next++;
    const head = HEAD.exec(text);
    if (
      head !== null &&
      !/"(?:dependencies|engines|peerDependencies|optionalDependencies|bin|funding|packages)"/.test(text)
    ) {
      now = {
        name: head[1] ?? head[2] ?? head[3] ?? '',
        added: { line },
        removed: {},
        isNew: mark === '+',
        isGone: mark === '-',
        script: null,
      };
      packages.push(now);
    }
    if (now === null)
      packages.push((now = { name: '', added: { line }, removed: {}, isNew: false, isGone: false, script: null }));
    const name = /^\s*name\s*=\s*"([^"]+)"/.exec(text)?.[1];
    if (name !== undefined && now.name === '') now.name = name;
    const version = /^\s*"?version"?\s*[:=]?\s*"?v?(\d[\w.+-]*)"?,?\s*$/.exec(text)?.[1];
    const integrity = INTEGRITY.exec(text)?.[1];
    const resolved = /"?resolved"?:?\s+"([^"]+)"/.exec(text)?.[1];
    if (mark !== ' ') {
      const side = mark === '+' ? now.added : now.removed;
      if (version !== undefined) side.version = version;
      if (integrity !== undefined) side.integrity = integrity;
      if (mark === '+' && resolved !== undefined) now.added = { ...now.added, resolved, line };
    }
    if (mark === '+' && /"hasInstallScript":\s*true|^\s*requiresBuild:\s*true/.test(text)) now.script = line;
  }
  return packages;
}

function entries(hunk: DiffHunk, path: string): LockProblem[] {
  if (path.endsWith('go.sum')) return sums(hunk);
  return packagesOf(hunk).flatMap((it): LockProblem[] => {
    const { name, added, removed, isNew, isGone, script } = it;
    const at = { name, hunk, line: added.line };
    const found: LockProblem[] = [];
    if (
      !isNew &&
      !isGone &&
      removed.integrity !== undefined &&
      removed.version === undefined &&
      added.version === undefined &&
      added.resolved === undefined
    ) {
      if (added.integrity === undefined) found.push({ ...at, kind: 'integrity', detail: 'was removed' });
      else if (added.integrity !== removed.integrity)
        found.push({ ...at, kind: 'integrity', detail: 'was changed for the same version' });
    } else if (
      !isNew &&
      !isGone &&
      removed.integrity !== undefined &&
      added.integrity === undefined &&
      added.version !== undefined
    ) {
      found.push({ ...at, kind: 'integrity', detail: 'was removed' });
    }
    if (script !== null) found.push({ ...at, kind: 'script', detail: '', line: script });
    const file =
      added.resolved === undefined
        ? undefined
        : /^https?:\/\/[^/]+\/(?:.*\/)?((?:@|%40)?[\w.%-]+(?:(?:\/|%2f)[\w.-]+)?)\/-\/[^/]+\.tgz/i.exec(
            added.resolved,
          )?.[1];
    const own = file?.replace(/^%40/, '@').replace(/%2f/i, '/').split('/').at(-1);
    if (own !== undefined && name !== '' && own !== name.split('/').at(-1))
      found.push({ ...at, kind: 'name', detail: own });
    const [now, then] = [added.version, removed.version].map((version) =>
      version?.split(/[-+]/)[0]?.split('.').map(Number),
    );
    if (!isNew && name !== '' && now !== undefined && then !== undefined && compare(now, then) < 0)
      found.push({ ...at, kind: 'downgrade', detail: `${removed.version} to ${added.version}` });
    return found;
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
