import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import { engineStatusCode } from './connect.ts';
import { LABELS } from './container.ts';
import { removeAll } from './docker-sandbox.ts';
import type { DependencyLayer, InstallSpec } from './types.ts';

// A layer is two volumes. The one with the content gets a random name and is filled first; then an empty one, named for
// the key, is created with a label that points to it. Creating a volume is atomic and a second creation returns the
// first, so a layer is there completely or not at all, and of two processes that made one, one wins.
//
// Its content is copied into each workspace rather than mounted there: tools write into node_modules (caches, links
// between packages), a read-only mount inside the work tree breaks them, and a copy in memory takes less time than it
// would to find out which.

/** Hash over everything that decides what an install makes: its inputs, the image, and the command. */
export function layerKey(spec: InstallSpec, imageId: string): string {
  const hash = createHash('sha256');
  const add = (part: string | Buffer) => hash.update(`${Buffer.byteLength(part)}:`).update(part);
  for (const part of [imageId, spec.cwd, JSON.stringify(spec.argv), JSON.stringify(spec.outputs)]) add(part);
  for (const path of [...spec.files.keys()].sort()) {
    add(path);
    add(spec.files.get(path) as Buffer);
  }
  return hash.digest('hex').slice(0, 32);
}

function pointer(key: string): string {
  return `fettle-layer-${key}`;
}

/** The finished layer, or null. A pointer whose content somebody removed (`docker volume prune`) is removed as well. */
export async function findLayer(docker: Docker, key: string): Promise<DependencyLayer | null> {
  const found = await inspectVolume(docker, pointer(key));
  if (found === null) return null;
  const volume = found.Labels?.[LABELS.layerVolume];
  if (volume !== undefined && (await inspectVolume(docker, volume)) !== null) return { key, volume };
  await removeAll(docker, [], [pointer(key)]);
  return null;
}

/** Declares `volume` to be the layer, unless another process was first: then theirs counts and ours goes. */
export async function finishLayer(
  docker: Docker,
  key: string,
  volume: string,
  owner: string,
): Promise<DependencyLayer> {
  const labels = { [LABELS.owner]: owner, [LABELS.layerVolume]: volume };
  await docker.createVolume({ Name: pointer(key), Labels: labels });
  const winner = (await inspectVolume(docker, pointer(key)))?.Labels?.[LABELS.layerVolume] ?? volume;
  if (winner !== volume) await removeAll(docker, [], [volume]);
  return { key, volume: winner };
}

async function inspectVolume(docker: Docker, name: string): Promise<Docker.VolumeInspectInfo | null> {
  try {
    return await docker.getVolume(name).inspect();
  } catch (error) {
    if (engineStatusCode(error) === 404) return null;
    throw error;
  }
}
