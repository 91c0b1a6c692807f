import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { withBuildLock } from './build-lock.ts';
import type { Say } from './debian-base.ts';
import { ensureBase } from './image-base.ts';
import { follow, inspectImage, pull } from './image-engine.ts';
import { FILES_LABEL, imageFiles, isOwn, OWN_IMAGE, tagOf, versionOf } from './image-files.ts';
import { removeOldVersions } from './old-images.ts';
import { packFiles } from './pack.ts';

/** An image derived from ours keeps it. */
const SANDBOX_LABEL = 'fettle.sandbox';
const SETTINGS = 'FETTLE_SANDBOX_IMAGE (or FETTLE_SANDBOX_IMAGES)';

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
    const onWait = () => say(`Another process is building ${image}: waiting for it`);
    const buildUnlessThere = async () => (await findImage(docker, image)) ?? (await build(docker, image, say));
    return withBuildLock(image, buildUnlessThere, { onWait });
  }
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
  await removeOldVersions(docker);
  say(`Built ${image}`);
  return (await docker.getImage(version).inspect()).Id;
}
