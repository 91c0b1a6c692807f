import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The name of the images we build ourselves, with any tag; any other name is the operator's. */
export const OWN_IMAGE = 'fettle-sandbox';
/** On our image: hash of the files it was built from. */
export const FILES_LABEL = 'fettle.files';
const FOLDER = join(import.meta.dirname, '../../sandbox');

export interface ImageFiles {
  files: ReadonlyMap<string, Buffer>;
  hash: string;
}

/**
 * What an image of ours is built from: the folder `sandbox`, with all of its packages in one packages.txt. A tag TAG with a
 * packages-TAG.txt has those packages too.
 */
export async function imageFiles(image: string): Promise<ImageFiles> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(FOLDER.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const lists = ['packages.txt', `packages-${tagOf(image)}.txt`].filter((path) => paths.includes(path));
  const files = new Map<string, Buffer>();
  for (const path of paths) {
    if (!/^packages(?:-[\w.-]+)?\.txt$/.test(path)) files.set(path, await readFile(join(FOLDER, path)));
  }
  const packages = await Promise.all(lists.map((path) => readFile(join(FOLDER, path), 'utf8')));
  const names = packages.flatMap((text) => text.split('\n')).map((line) => line.trim());
  files.set('packages.txt', Buffer.from([...new Set(names.filter(Boolean))].map((name) => `${name}\n`).join('')));
  const hash = createHash('sha256');
  for (const [path, content] of files) hash.update(`${path}\0${content.length}\0`).update(content);
  return { files, hash: hash.digest('hex').slice(0, 16) };
}

export function tagOf(image: string): string {
  return /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
}

export function isOwn(image: string): boolean {
  return image.replace(/:[^/]*$/, '') === OWN_IMAGE;
}

/**
 * The name under which this version of Fettle knows an image of ours: its files' hash is part of it. Another version on the
 * same engine has another one, so that neither ever runs the other's.
 */
export function versionOf(image: string, hash: string): string {
  const tag = tagOf(image);
  return `${OWN_IMAGE}:${tag === 'latest' ? '' : `${tag}-`}${hash}`;
}

/** Tags with a package list of their own, and `latest`. */
export async function ownTags(): Promise<string[]> {
  const lists = (await readdir(FOLDER)).map((name) => /^packages-([\w.-]+)\.txt$/.exec(name)?.[1]);
  return ['latest', ...lists.filter((tag) => tag !== undefined)];
}
