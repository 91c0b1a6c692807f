import { posix } from 'node:path';
import { join } from './components.ts';
import { toolNeed } from './toolchain.ts';
import type { RepoFiles, ToolNeed } from './types.ts';

const JDK = { tool: 'JDK', probe: ['javac', '-version'] };
/** javac forgets old releases: the first JDK that no longer compiles for one. */
const DROPPED: Readonly<Record<number, number>> = { 5: 9, 6: 12, 7: 20 };

/** A release to compile for as a range of JDKs that can; null when it is no number. `1.8` is 8. */
export function jdkFor(release: string): string | null {
  const number = Number(/^(?:1\.)?(\d+)$/.exec(release.trim())?.[1]);
  if (!Number.isInteger(number)) return null;
  const dropped = DROPPED[number];
  return dropped === undefined ? `>=${number}` : `>=${number} <${dropped}`;
}

/** The JDK that the build's own settings ask for. */
export const jdkNeed = (release: string, from: string): ToolNeed | null =>
  toolNeed(JDK, release, from, jdkFor(release));

/** Version files and how a JDK is written in them; vendors (`temurin-`, `-tem`) make no difference here. */
const WRITTEN: readonly [string, RegExp][] = [
  ['.java-version', /^\s*(\S+)/],
  ['.sdkmanrc', /^\s*java\s*=\s*(\S+)/m],
  ['.tool-versions', /^\s*java\s+(\S+)/m],
];

/** The JDK that version files ask for, in the component's folder or in the repository's. A newer one is good enough. */
export async function writtenJdk(files: RepoFiles, component: string): Promise<ToolNeed | null> {
  for (const folder of new Set([component, ''])) {
    for (const [name, form] of WRITTEN) {
      const wanted = form.exec((await files.read(join(folder, name))) ?? '')?.[1];
      const major = /(?:^|-)(?:1\.)?(\d+)/.exec(wanted ?? '')?.[1];
      if (wanted !== undefined && major !== undefined) return toolNeed(JDK, wanted, join(folder, name), jdkFor(major));
    }
  }
  return null;
}

/** The major version of Maven or Gradle that a wrapper would download, which is what a version of the image's must share. */
export async function wrapperNeed(
  files: RepoFiles,
  root: string,
  { path, tool, name, probe }: { path: string; tool: string; name: RegExp; probe: readonly string[] },
): Promise<ToolNeed | null> {
  const from = posix.join(root === '' ? '.' : root, path);
  const url = /^\s*distributionUrl\s*=\s*(\S+)/m.exec((await files.read(from)) ?? '')?.[1] ?? '';
  const version = name.exec(url)?.[1];
  return version === undefined ? null : toolNeed({ tool, probe }, version, from, `${version.split('.')[0]}.x`);
}
