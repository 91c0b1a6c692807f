import type Docker from 'dockerode';
import { LABELS } from './container.ts';
import { removeAll } from './docker-sandbox.ts';

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
