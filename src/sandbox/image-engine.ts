import type Docker from 'dockerode';
import { engineStatusCode } from './connect.ts';
import type { Say } from './debian-base.ts';

/** Null when the engine has no such image. */
export async function inspectImage(docker: Docker, image: string): Promise<Docker.ImageInspectInfo | null> {
  try {
    return await docker.getImage(image).inspect();
  } catch (error) {
    if (engineStatusCode(error) === 404) return null;
    throw error;
  }
}

/** Throws when it can't be pulled. */
export async function pull(docker: Docker, image: string, say: Say): Promise<void> {
  const named = /:[^/]+$/.test(image) || image.includes('@') ? image : `${image}:latest`;
  const progress = (await docker.pull(named)) as NodeJS.ReadableStream;
  await follow(docker, progress, (line) => {
    if (/^(?:Status|Digest):/.test(line)) say(line);
  });
}

/** Reads the engine's progress stream to its end. An error is an entry in the stream, not a status code. */
export function follow(docker: Docker, progress: NodeJS.ReadableStream, say: Say): Promise<void> {
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
