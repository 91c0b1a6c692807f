import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { engineStatusCode } from './connect.ts';
import { debianBase, type Say } from './debian-base.ts';
import { packFiles } from './pack.ts';

/** The name of the image we build ourselves, and rebuild when its files changed; any other name is the operator's. */
const OWN_IMAGE = 'fettle-sandbox';
const PUBLIC_BASE = 'node:24-bookworm-slim';
/** On our image: hash of the files it was built from. An image derived from ours keeps `fettle.sandbox`. */
const FILES_LABEL = 'fettle.files';
const SANDBOX_LABEL = 'fettle.sandbox';
const FOLDER = join(import.meta.dirname, '../../sandbox');

interface ImageFiles {
  files: ReadonlyMap<string, Buffer>;
  hash: string;
}

async function imageFiles(): Promise<ImageFiles> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(FOLDER.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const files = new Map<string, Buffer>();
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = await readFile(join(FOLDER, path));
    files.set(path, content);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return { files, hash: hash.digest('hex').slice(0, 16) };
}

function isOwn(image: string): boolean {
  return image.replace(/:[^/]*$/, '') === OWN_IMAGE;
}

/** The id of the image when it is there and fit for use, null when it has to be made. */
export async function findImage(docker: Docker, image: string): Promise<string | null> {
  const found = await inspectImage(docker, image);
  if (found === null) return null;
  const labels = found.Config.Labels ?? {};
  if (isOwn(image)) return labels[FILES_LABEL] === (await imageFiles()).hash ? found.Id : null;
  if (labels[SANDBOX_LABEL] === undefined) {
    throw new UserError(
      `FETTLE_SANDBOX_IMAGE is wrong: ${image} was not built from Fettle's own image. Start its Dockerfile with "FROM ${OWN_IMAGE}".`,
    );
  }
  return found.Id;
}

async function inspectImage(docker: Docker, image: string): Promise<Docker.ImageInspectInfo | null> {
  try {
    return await docker.getImage(image).inspect();
  } catch (error) {
    if (engineStatusCode(error) === 404) return null;
    throw error;
  }
}

/**
 * Makes the image unless it is there. A name with a registry or a namespace in it (`ghcr.io/us/box:3`) is pulled; any
 * other is built here, on the public Node image where that can be pulled and on Debian packages where it can't.
 */
export async function makeImage(docker: Docker, image: string, say: Say): Promise<string> {
  const found = await findImage(docker, image);
  if (found !== null) return found;
  if (image.includes('/')) {
    say(`Pulling ${image}`);
    await pull(docker, image, say).catch((cause: unknown) => {
      throw new UserError(`FETTLE_SANDBOX_IMAGE is wrong: ${image} is neither on this machine nor can it be pulled.`, {
        cause,
      });
    });
  } else {
    await build(docker, image, say);
  }
  const made = await findImage(docker, image);
  if (made === null) throw new Error(`${image} was made and is not there`);
  return made;
}

async function build(docker: Docker, image: string, say: Say): Promise<void> {
  const { files, hash } = await imageFiles();
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

async function pull(docker: Docker, image: string, say: Say): Promise<void> {
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
