import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { debianBase, type Say } from './debian-base.ts';
import { follow, inspectImage, pull } from './image-engine.ts';
import { OWN_IMAGE } from './image-files.ts';

const PUBLIC_BASE = 'node:24-bookworm-slim';
const BASE = `${OWN_IMAGE}-base`;

/** The name of the base that has all packages, where the public one can't be pulled. */
export function baseOf(files: ReadonlyMap<string, Buffer>): string {
  const key = createHash('sha256')
    .update(`${packageList(files)}\0${process.version}`)
    .digest('hex');
  return `${BASE}:${key.slice(0, 12)}`;
}

function packageList(files: ReadonlyMap<string, Buffer>): string {
  return files.get('packages.txt')?.toString('utf8') ?? '';
}

/** The public base when it is here or can be pulled; otherwise one from Debian packages, kept for the next rebuild. */
export async function ensureBase(docker: Docker, files: ReadonlyMap<string, Buffer>, say: Say): Promise<string> {
  if ((await inspectImage(docker, PUBLIC_BASE)) !== null) return PUBLIC_BASE;
  const own = baseOf(files);
  if ((await inspectImage(docker, own)) !== null) return own;
  try {
    say(`Pulling ${PUBLIC_BASE}`);
    await pull(docker, PUBLIC_BASE, say);
    return PUBLIC_BASE;
  } catch (error) {
    say(`${PUBLIC_BASE} can't be pulled (${error instanceof Error ? error.message : String(error)})`);
  }
  // A half-made import must never carry the tag that later builds look for.
  const unfinished = `${BASE}:unfinished-${randomBytes(4).toString('hex')}`;
  try {
    const packages = packageList(files).split('\n').filter(Boolean);
    await debianBase(packages, say, (rootfs) => importRootfs(docker, rootfs, unfinished));
    await docker.getImage(unfinished).tag({ repo: BASE, tag: own.slice(BASE.length + 1) });
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
