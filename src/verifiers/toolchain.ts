import semver from 'semver';
import { folderOf, join } from './components.ts';
import type { RepoFiles, ToolNeed } from './types.ts';

/** Where a version is written, and the words that stand for it there. */
export interface VersionSource {
  /** For people. */
  tool: string;
  probe: readonly string[];
  /** Names in `.tool-versions` (asdf, mise): `nodejs`, `python`. */
  asdf: readonly string[];
  /** Files that hold nothing but a version: `.nvmrc`, `.python-version`. */
  plain: readonly string[];
}

/**
 * The version that a component's own files ask for, looked for in its folder and then in those above: files that hold
 * nothing but a version first, then `.tool-versions`. Null when nothing is asked for.
 */
export async function writtenVersion(
  files: RepoFiles,
  component: string,
  source: VersionSource,
): Promise<ToolNeed | null> {
  for (const folder of foldersUp(component)) {
    for (const name of source.plain) {
      const wanted = (await files.read(join(folder, name)))?.trim().split(/\s+/)[0];
      if (wanted !== undefined && wanted !== '') return toolNeed(source, wanted, join(folder, name));
    }
    const wanted = asdfVersion(await files.read(join(folder, '.tool-versions')), source.asdf);
    if (wanted !== null) return toolNeed(source, wanted, join(folder, '.tool-versions'));
  }
  return null;
}

/** Null when the text names no version that can be compared: `lts/*`, `system`, `latest`. */
export function toolNeed(
  source: Pick<VersionSource, 'tool' | 'probe'>,
  wanted: string,
  from: string,
  range: string | null = versionRange(wanted),
): ToolNeed | null {
  if (range === null) return null;
  return { tool: source.tool, wanted, range, from, probe: source.probe };
}

/**
 * A pinned version as a range of what is good enough: the parts that are written must match, and a patch level only has
 * to be reached (`3.11` is any 3.11, `20.10.4` is any 20.10 from .4 on). Ranges (`>=18`, `^20 || ^22`) are taken as they
 * are. Null for aliases.
 */
export function versionRange(wanted: string): string | null {
  const text = wanted.trim().replace(/^(?:v|go|node-|nodejs-|python-|ruby-|temurin-|java-|jdk-?)(?=\d)/i, '');
  if (/^\d+$/.test(text)) return `${text}.x`;
  if (/^\d+\.\d+$/.test(text)) return `${text}.x`;
  const exact = /^(\d+\.\d+\.\d+)/.exec(text)?.[1];
  if (exact !== undefined && /^\d+\.\d+\.\d+([-+.]\S*)?$/.test(text)) return `~${exact}`;
  return semver.validRange(text) === null || /^[a-z*]/i.test(text) ? null : text;
}

/** `1.22` from `go version go1.22.3 linux/amd64`: the first version a probe prints, made whole; null when there is none. */
export function printedVersion(output: string): string | null {
  const found = /(?<![\d.])(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(output);
  return found === null ? null : `${found[1]}.${found[2] ?? 0}.${found[3] ?? 0}`;
}

export const satisfies = (present: string, range: string): boolean =>
  semver.satisfies(present, range, { includePrerelease: true });

function asdfVersion(text: string | null, names: readonly string[]): string | null {
  for (const line of (text ?? '').split('\n')) {
    const [name, version] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (name !== undefined && version !== undefined && names.includes(name)) return version;
  }
  return null;
}

function foldersUp(component: string): string[] {
  const folders = [component];
  for (let folder = component; folder !== ''; ) {
    folder = folderOf(folder);
    folders.push(folder);
  }
  return folders;
}
