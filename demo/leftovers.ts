import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { z } from 'zod';

const Where = z.object({ root: z.string().min(1) });

/** Tells the containers of one data folder's Fettle from others' on the same engine; see src/main.ts. */
export function ownerOf(dataDir: string): string {
  return createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
}

/**
 * What an app leaves that could not stop by itself: containers, volumes with dependencies, and its database, which
 * outlives it on purpose. Finds nothing to do after a clean stop, but for the volumes.
 */
export async function removeLeftovers(docker: Docker, dataDir: string): Promise<void> {
  await removeContainers(docker, ownerOf(dataDir)).catch(() => {});
  await stopDatabase(join(dataDir, 'database'));
}

async function removeContainers(docker: Docker, owner: string): Promise<void> {
  const filters = { label: [`fettle.owner=${owner}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker
      .getContainer(Id)
      .remove({ force: true })
      .catch(() => {});
  }
  const { Volumes } = await docker.listVolumes({ filters: filters as never });
  for (const { Name } of Volumes)
    await docker
      .getVolume(Name)
      .remove()
      .catch(() => {});
}

/** The database's folder may lie outside of the data folder; `where.json` says so. */
async function stopDatabase(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'where.json'), 'utf8').catch(() => null);
  if (text === null) return;
  const { root } = Where.parse(JSON.parse(text));
  const pidFile = join(root, 'cluster', 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 0) {
    try {
      // PostgreSQL's fast shutdown; the pid file is the last thing to go.
      process.kill(pid, 'SIGINT');
    } catch {
      // It is not running any more.
    }
    for (let tries = 0; tries < 200 && (await readFile(pidFile).catch(() => null)) !== null; tries += 1)
      await sleep(50);
  }
  if (root !== folder) await rm(root, { recursive: true, force: true });
}
