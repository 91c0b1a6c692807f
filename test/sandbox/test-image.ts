import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { packFiles } from '../../src/sandbox/pack.ts';

/** Builds the Dockerfile of a folder below test/support on an image of ours; without a network. */
export async function buildImage(docker: Docker, folder: string, base: string, name: string): Promise<void> {
  const path = join(import.meta.dirname, '../support', folder);
  const files = readdirSync(path).map((file) => [file, readFileSync(join(path, file))] as const);
  const progress = await docker.buildImage(packFiles(files), {
    t: name,
    buildargs: { BASE: base },
    networkmode: 'none',
  });
  await new Promise<void>((resolve, reject) => {
    const onEnd = (error: Error | null, events: { error?: string }[]) => {
      const failure = error ?? events.find((event) => event.error !== undefined)?.error;
      if (failure === undefined || failure === null) resolve();
      else reject(failure instanceof Error ? failure : new Error(failure));
    };
    docker.modem.followProgress(progress, onEnd);
  });
}
