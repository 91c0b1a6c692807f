import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { engineStatusCode } from './connect.ts';
import { debianBase, type Say } from './debian-base.ts';
import { packFiles } from './pack.ts';

/**
 * The name of the images we build ourselves, and rebuild when their files changed; any other name is the operator's. A
 * tag TAG with a sandbox/packages-TAG.txt has those packages too.
 */
const OWN_IMAGE = 'fettle-sandbox';
const PUBLIC_BASE = 'node:24-bookworm-slim';
/** On our image: hash of the files it was built from. An image derived from ours keeps `fettle.sandbox`. */
const FILES_LABEL = 'fettle.files';
const SANDBOX_LABEL = 'fettle.sandbox';
const SETTINGS = 'FETTLE_SANDBOX_IMAGE (or FETTLE_SANDBOX_IMAGES)';
const FOLDER = join(import.meta.dirname, '../../sandbox');

interface ImageFiles {
  files: ReadonlyMap<string, Buffer>;
  hash: string;
}

/** What `image` is built from: the folder, with all of its packages in one packages.txt. */
async function imageFiles(image: string): Promise<ImageFiles> {
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

function tagOf(image: string): string {
  return /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
}

function isOwn(image: string): boolean {
  return image.replace(/:[^/]*$/, '') === OWN_IMAGE;
}

/** The id of the image when it is there and fit for use, null when it has to be made. */
export async function findImage(docker: Docker, image: string): Promise<string | null> {
  const found = await inspectImage(docker, image);
  if (found === null) return null;
  const labels = found.Config.Labels ?? {};
  if (isOwn(image)) return labels[FILES_LABEL] === (await imageFiles(image)).hash ? found.Id : null;
  if (labels[SANDBOX_LABEL] === undefined) {
    throw new UserError(
      `${SETTINGS} is wrong: ${image} was not built from Fettle's own image. Start its Dockerfile with "FROM ${OWN_IMAGE}".`,
    );
  }
  return found.Id;
}

export async function inspectImage(docker: Docker, image: string): Promise<Docker.ImageInspectInfo | null> {
  try {
    return await docker.getImage(image).inspect();
  } catch (error) {
    if (engineStatusCode(error) === 404) return null;
    throw error;
  }
}

export type ImageMaker = (image: string, say?: Say) => Promise<string>;

/**
 * Gives the id of an image, and makes it when it is not there: ours (`fettle-sandbox`, with any tag) is built here, on the
 * public Node image where that can be pulled and on Debian packages where it can't; any other is pulled. Of callers that
 * want the same one at the same time, the first makes it and the others wait.
 */
export function imageMaker(docker: Docker): ImageMaker {
  const making = new Map<string, Promise<string>>();
  return async (image, say = () => {}) => {
    const found = making.get(image) ?? makeImage(docker, image, say);
    making.set(image, found);
    try {
      return await found;
    } finally {
      making.delete(image);
    }
  };
}

async function makeImage(docker: Docker, image: string, say: Say): Promise<string> {
  const found = await findImage(docker, image);
  if (found !== null) return found;
  if (isOwn(image)) {
    await build(docker, image, say);
  } else {
    say(`Pulling ${image}`);
    await pull(docker, image, say).catch((cause: unknown) => {
      throw new UserError(`${SETTINGS} is wrong: ${image} is neither on this machine nor can it be pulled.`, { cause });
    });
  }
  const made = await findImage(docker, image);
  if (made === null) throw new Error(`${image} was made and is not there`);
  return made;
}

async function build(docker: Docker, image: string, say: Say): Promise<void> {
  const { files, hash } = await imageFiles(image);
  const base = await ensureBase(docker, files, say);
  const before = await inspectImage(docker, image);
  say(`Building ${image}`);
  const progress = await docker.buildImage(packFiles(files), {
    t: image,
    buildargs: { BASE_IMAGE: base },
    labels: { [FILES_LABEL]: hash },
    rm: true,
    forcerm: true,
  });
  await follow(docker, progress, say);
  // The one it replaces has no name any more; while a container still runs from it the engine keeps it.
  if (before !== null && isOwn(image))
    await docker
      .getImage(before.Id)
      .remove()
      .catch(() => {});
  say(`Built ${image}`);
}

/** The public base when it is here or can be pulled; otherwise one from Debian packages, kept for the next rebuild. */
async function ensureBase(docker: Docker, files: ReadonlyMap<string, Buffer>, say: Say): Promise<string> {
  if ((await inspectImage(docker, PUBLIC_BASE)) !== null) return PUBLIC_BASE;
  const list = files.get('packages.txt')?.toString('utf8') ?? '';
  const key = createHash('sha256').update(`${list}\0${process.version}`).digest('hex').slice(0, 12);
  const own = `${OWN_IMAGE}-base:${key}`;
  if ((await inspectImage(docker, own)) !== null) return own;
  try {
    say(`Pulling ${PUBLIC_BASE}`);
    await pull(docker, PUBLIC_BASE, say);
    return PUBLIC_BASE;
  } catch (error) {
    say(`${PUBLIC_BASE} can't be pulled (${error instanceof Error ? error.message : String(error)})`);
  }
  // A half-made import must never carry the tag that later builds look for.
  const unfinished = `${OWN_IMAGE}-base:unfinished-${randomBytes(4).toString('hex')}`;
  try {
    const packages = list.split('\n').filter(Boolean);
    await debianBase(packages, say, (rootfs) => importRootfs(docker, rootfs, unfinished));
    await docker.getImage(unfinished).tag({ repo: `${OWN_IMAGE}-base`, tag: key });
  } finally {
    await docker
      .getImage(unfinished)
      .remove()
      .catch(() => {});
  }
  return own;
}

async function importRootfs(docker: Docker, rootfs: Readable, name: string): Promise<void> {
  const [repo, tag] = name.split(':');
  const progress = await docker.importImage(rootfs, { fromSrc: '-', repo, tag });
  await follow(docker, progress, () => {});
}

export async function pull(docker: Docker, image: string, say: Say): Promise<void> {
  const named = /:[^/]+$/.test(image) || image.includes('@') ? image : `${image}:latest`;
  const progress = (await docker.pull(named)) as NodeJS.ReadableStream;
  await follow(docker, progress, (line) => {
    if (/^(?:Status|Digest):/.test(line)) say(line);
  });
}

/** Reads the engine's progress stream to its end. An error is an entry in the stream, not a status code. */
function follow(docker: Docker, progress: NodeJS.ReadableStream, say: Say): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | null = null;
    docker.modem.followProgress(
      progress,
      (error: Error | null) => {
        if (error) reject(error);
        else if (failure !== null) reject(new Error(failure));
        else resolve();
      },
      (event: { stream?: string; status?: string; error?: string }) => {
        if (event.error !== undefined) failure = event.error;
        const line = (event.stream ?? event.status ?? '').trim();
        // Layer ids and intermediate containers tell a reader nothing.
        if (line !== '' && !/^(?:--->|Removing intermediate)/.test(line)) say(line);
      },
    );
  });
}
