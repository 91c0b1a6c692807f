import type Docker from 'dockerode';
import { LABELS } from './container.ts';
import { removeAll } from './docker-sandbox.ts';
import { layersOf, lastUseOf, removeLayer } from './layers.ts';

/**
 * Removes what runs that are over left on the engine: containers and volumes carrying our owner's label and a run that
 * `isActive` doesn't know. A finished layer's volumes are kept: its pointer has no run, and its content is named by one.
 */
export async function sweep(docker: Docker, owner: string, isActive: (runId: string) => boolean): Promise<number> {
  const filters = { label: [`${LABELS.owner}=${owner}`] };
  const [containers, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters: filters as never }),
  ]);
  const isOver = (labels: Record<string, string> | null) => {
    const run = labels?.[LABELS.run];
    return run !== undefined && !isActive(run);
  };
  const kept = new Set(Volumes.map((volume) => volume.Labels?.[LABELS.layerVolume]));
  const oldContainers = containers.filter((it) => isOver(it.Labels)).map((it) => it.Id);
  const oldVolumes = Volumes.filter((it) => isOver(it.Labels) && !kept.has(it.Name)).map((it) => it.Name);
  await removeAll(docker, oldContainers, oldVolumes);
  return oldContainers.length + oldVolumes.length;
}

/** Removes the layers of `owner` that nothing used for `days` days before `now` (ms). Safe while runs are under way. */
export async function removeOldLayers(it: {
  docker: Docker;
  owner: string;
  days: number;
  now?: number;
}): Promise<number> {
  const oldest = (it.now ?? Date.now()) - it.days * 24 * 3_600_000;
  const { Volumes } = await it.docker.listVolumes({ filters: { label: [`${LABELS.owner}=${it.owner}`] } as never });
  const old = layersOf(Volumes).filter((layer) => lastUseOf(layer) < oldest);
  let removed = 0;
  for (const layer of old) if (await removeLayer(it.docker, layer)) removed += 1;
  return removed;
}
