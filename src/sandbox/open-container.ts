import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { describeError, UserError } from '../errors.ts';
import { engineStatusCode } from './connect.ts';
import { LABELS, memoryVolume, sandboxContainer, type SandboxLimits, type VolumeMount } from './container.ts';
import { DockerSandbox, removeAll } from './docker-sandbox.ts';
import type { SandboxSettings } from './types.ts';

/** Opens one container for somebody else's code; shared by runs and prepares. */
export type OpenContainer = (it: {
  image: string;
  labels: Record<string, string>;
  mounts: readonly VolumeMount[];
  relay: boolean;
  /** Another container's workspace, seen read-only, instead of a fresh one. */
  workspace?: string;
  /** Further folders that may be written to. */
  scratch?: readonly string[];
}) => Promise<DockerSandbox>;

interface Opening {
  docker: Docker;
  settings: SandboxSettings;
  limits: () => Promise<SandboxLimits>;
}

export function opener({ docker, settings, limits: askLimits }: Opening): OpenContainer {
  return async ({ image, labels, mounts, relay, workspace, scratch = [] }) => {
    const limits = await askLimits();
    const name = `fettle-${labels[LABELS.purpose]}-${randomBytes(6).toString('hex')}`;
    const create = sandboxContainer({
      image,
      name,
      labels,
      runtime: settings.runtime,
      limits,
      mounts: [{ volume: workspace ?? name, target: '/workspace', readOnly: workspace !== undefined }, ...mounts],
      relay,
      scratch,
    });
    try {
      if (workspace === undefined) {
        await docker.createVolume(memoryVolume(name, labels, 10_001, limits.workspaceBytes, limits.workspaceInodes));
      }
      const container = await docker.createContainer(create);
      await container.start();
      return new DockerSandbox(docker, container, workspace === undefined ? name : null);
    } catch (error) {
      await removeAll(docker, [name], [name]);
      throw explain(error, settings, image);
    }
  };
}

function explain(error: unknown, settings: SandboxSettings, image: string): unknown {
  if (engineStatusCode(error) === 400 && /runtime/i.test(describeError(error))) {
    return new UserError(`FETTLE_SANDBOX_RUNTIME is wrong: the engine knows no runtime ${settings.runtime}.`, {
      cause: error,
    });
  }
  if (engineStatusCode(error) === 404 && /no such image/i.test(describeError(error))) {
    return new UserError(`The sandbox image ${image} is missing: build it with "npx fettle doctor --fix".`, {
      cause: error,
    });
  }
  return error;
}
