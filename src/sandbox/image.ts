import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { engineStatusCode } from './connect.ts';
import { debianBase, type Say } from './debian-base.ts';
import { imageFiles, tagOf } from './image-files.ts';
import { packFiles } from './pack.ts';

/** The name of the images we build ourselves, with any tag; any other name is the operator's. */
const OWN_IMAGE = 'fettle-sandbox';
const PUBLIC_BASE = 'node:24-bookworm-slim';
/** On our image: hash of the files it was built from. An image derived from ours keeps `fettle.sandbox`. */
const FILES_LABEL = 'fettle.files';
const SANDBOX_LABEL = 'fettle.sandbox';
/** Versions older than this, in days, are removed when another one is built. */
const KEEP_DAYS = 14;
const SETTINGS = 'FETTLE_SANDBOX_IMAGE (or FETTLE_SANDBOX_IMAGES)';

function isOwn(image: string): boolean {
  return image.replace(/:[^/]*$/, '') === OWN_IMAGE;
}

/**
 * The name under which this version of Fettle knows an image of ours: its files' hash is part of it. Another version on the
 * same engine has another one, so that neither ever runs the other's.
 */
function versionOf(image: string, hash: string): string {
  const tag = tagOf(image);
  return `${OWN_IMAGE}:${tag === 'latest' ? '' : `${tag}-`}${hash}`;
}

/** The id of the image when it is there and fit for use, null when it has to be made. */
export async function findImage(docker: Docker, image: string): Promise<string | null> {
  const own = isOwn(image);
  const found = await inspectImage(docker, own ? versionOf(image, (await imageFiles(image)).hash) : image);
  if (found === null || own) return found?.Id ?? null;
  if (found.Config.Labels?.[SANDBOX_LABEL] === undefined) {
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
  if (isOwn(image)) return build(docker, image, say);
  say(`Pulling ${image}`);
  await pull(docker, image, say).catch((cause: unknown) => {
    throw new UserError(`${SETTINGS} is wrong: ${image} is neither on this machine nor can it be pulled.`, { cause });
  });
  const made = await findImage(docker, image);
  if (made === null) throw new Error(`${image} was made and is not there`);
  return made;
}

async function build(docker: Docker, image: string, say: Say): Promise<string> {
  const { files, hash } = await imageFiles(image);
  const base = await ensureBase(docker, files, say);
  const version = versionOf(image, hash);
  say(`Building ${image}`);
  const progress = await docker.buildImage(packFiles(files), {
    t: version,
    buildargs: { BASE_IMAGE: base },
    labels: { [FILES_LABEL]: hash },
    rm: true,
    forcerm: true,
  });
  await follow(docker, progress, say);
  // For people: "FROM fettle-sandbox".
  await docker.getImage(version).tag({ repo: OWN_IMAGE, tag: tagOf(image) });
  await removeOldVersions(docker, [version, base]);
  say(`Built ${image}`);
  return (await docker.getImage(version).inspect()).Id;
}

/** Versions that were made long ago, and those without a name. What is in use the engine keeps; what is missed is made anew. */
async function removeOldVersions(docker: Docker, keep: readonly string[]): Promise<void> {
  const oldest = Date.now() / 1000 - KEEP_DAYS * 24 * 3600;
  const isVersion = new RegExp(`^${OWN_IMAGE}(?::(?:[\\w.-]+-)?[0-9a-f]{16}|-base:[0-9a-f]{12})$`);
  for (const image of await docker.listImages()) {
    const names = (image.RepoTags ?? []).filter((name) => name !== '<none>:<none>');
    const nameless = names.length === 0 && image.Labels?.[FILES_LABEL] !== undefined;
    const old = image.Created < oldest ? names.filter((name) => isVersion.test(name) && !keep.includes(name)) : [];
    for (const name of nameless ? [image.Id] : old)
      await docker
        .getImage(name)
        .remove()
        .catch(() => {});
  }
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
