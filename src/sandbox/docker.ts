import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { describeError, UserError } from '../errors.ts';
import { connectDocker, engineStatusCode } from './connect.ts';
import {
  DEFAULT_LIMITS,
  LABELS,
  memoryVolume,
  sandboxContainer,
  type SandboxLimits,
  type VolumeMount,
} from './container.ts';
import { DockerSandbox, removeAll } from './docker-sandbox.ts';
import { findImage, makeImage } from './image.ts';
import { createPreparer } from './prepare.ts';
import { npmRegistry } from './registry.ts';
import { sweep } from './sweep.ts';
import type { EngineStatus, OpenSpec, Sandbox, Sandboxes, SandboxSettings } from './types.ts';

export interface SandboxOptions {
  /** Tells this Fettle's containers from another's on the same engine; `sweep` touches only its own. Default `fettle`. */
  owner?: string;
  limits?: Partial<SandboxLimits>;
  /** The npm registry that installs use, null for the tool's own default. Default: what npm on this machine is set to. */
  registry?: () => Promise<string | null>;
}

/** Opens one container; shared by runs and prepares. */
export type OpenContainer = (it: {
  labels: Record<string, string>;
  mounts: readonly VolumeMount[];
  relay: boolean;
  /** Another container's workspace, seen read-only, instead of a fresh one. */
  workspace?: string;
}) => Promise<DockerSandbox>;

/** Filling a very large tree may take this long on a slow machine. */
const FILL_TIMEOUT_MS = 10 * 60_000;

/** Sandboxes on a Docker engine. Opens nothing and asks nothing before it is first used. */
export function dockerSandboxes(settings: SandboxSettings, options: SandboxOptions = {}): Sandboxes {
  const docker = connectDocker(settings.dockerHost);
  const owner = options.owner ?? 'fettle';
  const askLimits = once(() => effectiveLimits(docker, options.limits ?? {}));
  const building = new Map<string, Promise<string>>();

  const imageId = async (say: (line: string) => void = () => {}): Promise<string> => {
    const found = building.get(settings.image) ?? makeImage(docker, settings.image, say);
    building.set(settings.image, found);
    try {
      return await found;
    } finally {
      building.delete(settings.image);
    }
  };

  const labelsOf = (runId: string, purpose: string): Record<string, string> => ({
    [LABELS.owner]: owner,
    [LABELS.run]: runId,
    [LABELS.purpose]: purpose,
  });

  const openContainer: OpenContainer = async ({ labels, mounts, relay, workspace }) => {
    const limits = await askLimits();
    const name = `fettle-${labels[LABELS.purpose]}-${randomBytes(6).toString('hex')}`;
    const create = sandboxContainer({
      image: settings.image,
      name,
      labels,
      runtime: settings.runtime,
      limits,
      mounts: [{ volume: workspace ?? name, target: '/workspace', readOnly: workspace !== undefined }, ...mounts],
      relay,
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
      throw explain(error, settings);
    }
  };

  const open = async (spec: OpenSpec): Promise<Sandbox> => {
    spec.signal?.throwIfAborted();
    const mounts = spec.layers.map((layer, at) => ({ volume: layer.volume, target: `/layer/${at}`, readOnly: true }));
    const sandbox = await openContainer({ labels: labelsOf(spec.runId, spec.purpose), mounts, relay: false });
    try {
      await fill(sandbox, spec.tree(), spec.signal);
      return sandbox;
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  };

  const preparer = createPreparer({
    docker,
    settings,
    owner,
    limits: askLimits,
    imageId,
    labelsOf,
    openContainer,
    registry: once(options.registry ?? npmRegistry),
  });

  return {
    check: () => check(docker, settings.image),
    ensureImage: async (onProgress) => void (await imageId(onProgress)),
    open,
    prepare: preparer,
    sweep: (isActive) => sweep(docker, owner, isActive),
  };
}

async function fill(sandbox: DockerSandbox, tree: Readable, signal: AbortSignal | undefined): Promise<void> {
  const filled = await sandbox.exec({
    argv: ['/opt/fettle/bin/fill'],
    stdin: tree,
    timeoutMs: FILL_TIMEOUT_MS,
    maxOutputBytes: 64 * 1024,
    signal,
  });
  if (filled.status === 'cancelled') signal?.throwIfAborted();
  if (filled.exitCode !== 0) {
    const how = filled.status === 'exited' ? `exit code ${filled.exitCode}` : filled.status;
    throw new Error(`The workspace could not be filled (${how}): ${filled.output.trim().slice(-2000)}`);
  }
}

async function check(docker: Docker, image: string): Promise<EngineStatus> {
  let version: string;
  try {
    version = (await docker.version()).Version;
  } catch (error) {
    return { status: 'no_engine', problem: describeError(error) };
  }
  const imageId = await findImage(docker, image);
  return imageId === null ? { status: 'no_image', image } : { status: 'ready', version, imageId };
}

/** The engine refuses more CPUs than it has. */
async function effectiveLimits(docker: Docker, given: Partial<SandboxLimits>): Promise<SandboxLimits> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const { NCPU } = (await docker.info()) as { NCPU: number };
  return { ...limits, cpus: Math.min(limits.cpus, NCPU) };
}

function explain(error: unknown, settings: SandboxSettings): unknown {
  if (engineStatusCode(error) === 400 && /runtime/i.test(describeError(error))) {
    return new UserError(`FETTLE_SANDBOX_RUNTIME is wrong: the engine knows no runtime ${settings.runtime}.`, {
      cause: error,
    });
  }
  if (engineStatusCode(error) === 404 && /no such image/i.test(describeError(error))) {
    return new UserError(`The sandbox image ${settings.image} is missing: build it with "npx fettle doctor --fix".`, {
      cause: error,
    });
  }
  return error;
}

/** Asks once and remembers the answer; a failure is not remembered. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}
