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

/** Whose layer it is, and what it is made with. */
export interface LayerScope {
  owner: string;
  /** `owner/name`: nobody else's installs, good or bad, are ever mounted for this repository. */
  repo: string;
  imageId: string;
}

/**
 * Hash over everything that decides what an install makes: whose it is, its inputs, the image, the command, and what it may
 * reach. What was made with a host that one run was granted is no other run's, and a new host makes a new layer.
 */
export function layerKey(spec: InstallSpec, scope: LayerScope): string {
  const hash = createHash('sha256');
  const add = (part: string | Buffer) => hash.update(`${Buffer.byteLength(part)}:`).update(part);
  const env = Object.entries(spec.env ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const part of [scope.owner, scope.repo, scope.imageId, spec.cwd]) add(part);
  for (const part of [spec.argv, env, spec.hosts.toSorted(), spec.hostsFrom ?? null, spec.outputs])
    add(JSON.stringify(part));
  for (const path of [...spec.files.keys()].sort()) {
    add(path);
    add(spec.files.get(path) as Buffer);
  }
  return hash.digest('hex').slice(0, 32);
}

const pointer = (key: string) => `fettle-layer-${key}`;
const mark = (key: string, day: string) => `${pointer(key)}-used-${day}`;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * The finished layer, or null. A pointer whose content somebody removed (`docker volume prune`) is removed as well. That
 * the layer was used today is written down first: whoever removes old ones looks for that after the pointer is gone.
 */
export async function findLayer(
  docker: Docker,
  key: string,
  owner: string,
): Promise<{ layer: DependencyLayer; refused: string[] } | null> {
  if ((await inspectVolume(docker, pointer(key))) === null) return null;
  const day = dayOf(Date.now());
  const labels = { [LABELS.owner]: owner, [LABELS.layerUsed]: key, [LABELS.layerDay]: day };
  await docker.createVolume({ Name: mark(key, day), Labels: labels });
  const said = (await inspectVolume(docker, pointer(key)))?.Labels;
  const volume = said?.[LABELS.layerVolume];
  if (volume !== undefined && (await inspectVolume(docker, volume)) !== null) {
    return { layer: { key, volume }, refused: (said?.[LABELS.layerRefused] ?? '').split('\n').filter(Boolean) };
  }
  await removeAll(docker, [], [pointer(key), mark(key, day)]);
  return null;
}

/** Declares `volume` to be the layer, unless another process was first: then theirs counts and ours goes. */
export async function finishLayer(
  docker: Docker,
  it: { key: string; volume: string; owner: string; refused: readonly string[] },
): Promise<DependencyLayer> {
  const { key, volume, owner } = it;
  const labels = {
    [LABELS.owner]: owner,
    [LABELS.layerVolume]: volume,
    [LABELS.layerDay]: dayOf(Date.now()),
    [LABELS.layerRefused]: it.refused.join('\n'),
  };
  await docker.createVolume({ Name: pointer(key), Labels: labels });
  const winner = (await inspectVolume(docker, pointer(key)))?.Labels?.[LABELS.layerVolume] ?? volume;
  if (winner !== volume) await removeAll(docker, [], [volume]);
  return { key, volume: winner };
}

/** A finished layer as the engine lists it: its pointer, its content, and one mark for each day it was used on. */
export interface KnownLayer {
  key: string;
  volume: string;
  /** `2026-11-25`, that of its making first. */
  days: readonly string[];
}

interface ListedVolume {
  Name: string;
  Labels?: Record<string, string> | null;
}

export function layersOf(volumes: readonly ListedVolume[]): KnownLayer[] {
  const marks = volumes.flatMap(({ Labels }) => {
    const [key, day] = [Labels?.[LABELS.layerUsed], Labels?.[LABELS.layerDay]];
    return key === undefined || day === undefined ? [] : [{ key, day }];
  });
  return volumes.flatMap(({ Name, Labels }) => {
    const volume = Labels?.[LABELS.layerVolume];
    if (volume === undefined) return [];
    const key = Name.slice(pointer('').length);
    const used = marks.filter((it) => it.key === key).map((it) => it.day);
    return [{ key, volume, days: [Labels?.[LABELS.layerDay] ?? '1970-01-01', ...used.sort()] }];
  });
}

/** When the day ends that it was last used on, ms. */
export function lastUseOf(layer: KnownLayer): number {
  return Math.max(...layer.days.map((day) => Date.parse(`${day}T24:00:00Z`)));
}

/**
 * Removes a layer that `layer` describes, unless somebody uses it at this moment: the pointer goes first, and whoever
 * found it before that has left a mark which is not among those we know. Then its content stays for them; without a
 * pointer it is a leftover of its run, and the next sweep's.
 */
export async function removeLayer(docker: Docker, layer: KnownLayer): Promise<boolean> {
  await removeAll(docker, [], [pointer(layer.key)]);
  const { Volumes } = await docker.listVolumes({ filters: { label: [`${LABELS.layerUsed}=${layer.key}`] } as never });
  await removeAll(
    docker,
    [],
    Volumes.map((it) => it.Name),
  );
  if (Volumes.some((it) => !layer.days.includes(it.Labels?.[LABELS.layerDay] ?? ''))) return false;
  await removeAll(docker, [], [layer.volume]);
  return true;
}

async function inspectVolume(docker: Docker, name: string): Promise<Docker.VolumeInspectInfo | null> {
  try {
    return await docker.getVolume(name).inspect();
  } catch (error) {
    if (engineStatusCode(error) === 404) return null;
    throw error;
  }
}
