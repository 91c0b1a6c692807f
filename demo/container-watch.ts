import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { z } from 'zod';

const Event = z.looseObject({ Actor: z.looseObject({ Attributes: z.record(z.string(), z.string()) }) });

export interface ContainerWatch {
  /** How many containers were started, by what they are for: agent, baseline, gate, prepare. */
  counts(): Readonly<Record<string, number>>;
  stop(): void;
}

/** Listens to the engine itself: which containers one Fettle starts. */
export async function watchContainers(docker: Docker, owner: string): Promise<ContainerWatch> {
  const counts: Record<string, number> = {};
  const filters = { type: ['container'], event: ['start'], label: [`fettle.owner=${owner}`] };
  const stream = (await docker.getEvents({ filters: JSON.stringify(filters) })) as Readable;
  let open = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (open + chunk.toString('utf8')).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines.filter((it) => it.trim() !== '')) {
      const purpose = Event.parse(JSON.parse(line)).Actor.Attributes['fettle.purpose'] ?? 'other';
      counts[purpose] = (counts[purpose] ?? 0) + 1;
    }
  });
  // The engine going away shows in everything else.
  stream.on('error', () => {});
  return { counts: () => counts, stop: () => stream.destroy() };
}
