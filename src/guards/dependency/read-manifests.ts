import { posix } from 'node:path';
import type { DiffFile, GuardInput } from '../types.ts';
import { manifestOf, plainName } from './manifests.ts';
import type { Ecosystem, Entry } from './types.ts';

export interface ReadManifest {
  file: DiffFile;
  ecosystem: Ecosystem;
  before: Entry[];
  after: Entry[];
}

/** The manifests of a change as they were and as they are. */
export async function readManifests({ diff, read }: GuardInput): Promise<ReadManifest[]> {
  const found: ReadManifest[] = [];
  for (const file of diff) {
    const manifest = manifestOf(file.path);
    if (manifest === null || file.binary) continue;
    const [before, after] = await Promise.all(
      (['base', 'tree'] as const).map(async (side) => (await read(side, file.path)) ?? ''),
    );
    found.push({
      file,
      ecosystem: manifest.ecosystem,
      before: file.status === 'added' ? [] : entriesOf(file, '+', before ?? '', manifest.read),
      after: file.status === 'deleted' ? [] : entriesOf(file, '-', after ?? '', manifest.read),
    });
  }
  return found;
}

/** Manifests that often stand beside another one of the same ecosystem, or above it in a workspace. */
const BESIDE: Partial<Record<Ecosystem, readonly string[]>> = {
  npm: ['package.json'],
  python: ['pyproject.toml', 'requirements.txt', 'setup.py', 'setup.cfg', 'Pipfile'],
  jvm: ['pom.xml', 'build.gradle', 'build.gradle.kts', 'gradle/libs.versions.toml'],
  rust: ['Cargo.toml'],
  dotnet: ['Directory.Packages.props'],
};

/** What the project has already by a manifest that the change does not touch. */
export async function siblings({ diff, read }: GuardInput, manifests: readonly ReadManifest[]): Promise<Set<string>> {
  const known = new Set<string>();
  const changed = new Set(diff.map((file) => file.path));
  const paths = new Map<string, Ecosystem>();
  for (const { file, ecosystem } of manifests) {
    for (const name of BESIDE[ecosystem] ?? []) {
      for (const path of [name, posix.join(posix.dirname(file.path), name)])
        if (!changed.has(path)) paths.set(path, ecosystem);
    }
  }
  for (const [path, ecosystem] of paths) {
    const text = await read('base', path);
    for (const entry of text === null ? [] : (manifestOf(path)?.read(text) ?? []))
      known.add(`${ecosystem} ${plainName(entry.name, ecosystem)}`);
  }
  return known;
}

/**
 * Where there is only a diff, the text is what its hunks show, and each of them is read for itself: the section of one
 * says nothing of the next.
 */
function entriesOf(file: DiffFile, other: '+' | '-', text: string, read: (text: string) => Entry[]): Entry[] {
  const parts = file.hunks.map(({ lines }) =>
    lines
      .filter((line) => !line.startsWith(other))
      .map((line) => `${line.slice(1)}\n`)
      .join(''),
  );
  return parts.join('') === text ? parts.flatMap(read) : read(text);
}
