import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { describeError } from '../errors.ts';
import { capacityOf } from './capacity.ts';
import { connectDocker } from './connect.ts';
import { DEFAULT_LIMITS, LABELS, type SandboxLimits } from './container.ts';
import type { DockerSandbox } from './docker-sandbox.ts';
import { environmentId, type Resolved, resolveEnvironment } from './environment.ts';
import { findImage, imageMaker } from './image.ts';
import { opener } from './open-container.ts';
import { createPreparer } from './prepare.ts';
import { npmRegistry } from './registry.ts';
import { SERVICE_MEMORY_BYTES, startServices } from './services.ts';
import { removeOldLayers, sweep } from './sweep.ts';
import type { EngineStatus, OpenSpec, Sandbox, Sandboxes, SandboxSettings } from './types.ts';

export interface SandboxOptions {
  /** Tells this Fettle's containers from another's on the same engine; `sweep` touches only its own. Default `fettle`. */
  owner?: string;
  limits?: Partial<SandboxLimits>;
  /** The npm registry that installs use, null for the tool's own default. Default: what npm on this machine is set to. */
  registry?: () => Promise<string | null>;
  /** How long a service may take until it is ready, ms. Default two minutes. */
  serviceReadyMs?: number;
}

/** Filling a very large tree may take this long on a slow machine. */
const FILL_TIMEOUT_MS = 10 * 60_000;

/** Sandboxes on a Docker engine. Opens nothing and asks nothing before it is first used. */
export function dockerSandboxes(settings: SandboxSettings, options: SandboxOptions = {}): Sandboxes {
  const docker = connectDocker(settings.dockerHost);
  const owner = options.owner ?? 'fettle';
  const engineSize = once(async () => {
    const { NCPU, MemTotal } = (await docker.info()) as { NCPU: number; MemTotal: number };
    return { cpus: NCPU, memoryBytes: MemTotal };
  });
  const limits = once(async () => {
    const wanted = { ...DEFAULT_LIMITS, ...settings.limits, ...options.limits };
    // The engine refuses more CPUs than it has.
    return { ...wanted, cpus: Math.min(wanted.cpus, (await engineSize()).cpus) };
  });
  const imageId = imageMaker(docker);
  const openContainer = opener({ docker, settings, limits });
  const labelsOf = (runId: string, purpose: string): Record<string, string> => ({
    [LABELS.owner]: owner,
    [LABELS.run]: runId,
    [LABELS.purpose]: purpose,
  });
  const prepare = createPreparer({
    docker,
    settings,
    owner,
    limits,
    imageId,
    labelsOf,
    openContainer,
    registry: once(options.registry ?? npmRegistry),
  });
  const services = { docker, settings, readyMs: options.serviceReadyMs ?? 120_000 };
  const old = { docker, owner, days: settings.layerDays ?? 14 };

  const open = async (at: Resolved, spec: OpenSpec): Promise<Sandbox> => {
    spec.signal?.throwIfAborted();
    const image = await imageId(at.image);
    const labels = labelsOf(spec.runId, spec.purpose);
    const mounts = spec.layers.map((layer, n) => ({ volume: layer.volume, target: `/layer/${n}`, readOnly: true }));
    const scratch = spec.scratch ?? [];
    const sandbox = await openContainer({ image, labels, mounts, relay: false, scratch });
    try {
      const ended = await Promise.allSettled([
        fill(sandbox, spec.tree(), spec.signal),
        startServices({ ...services, limits: await limits(), labels, sandbox, signal: spec.signal }, at.services),
      ]);
      for (const it of ended) if (it.status === 'rejected') throw it.reason;
      return sandbox;
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  };

  const within = (at: Resolved): Sandboxes => ({
    check: () => check(docker, at),
    ensureImage: async (onProgress) => void (await imageId(at.image, onProgress)),
    open: (spec) => open(at, spec),
    prepare: (runId, spec, signal) => prepare(at, runId, spec, signal),
    capacity: async () => {
      const one = (await limits()).memoryBytes + at.services.length * SERVICE_MEMORY_BYTES;
      return capacityOf(await engineSize(), one, settings.budgetBytes ?? null);
    },
    within: (environment) => within(resolveEnvironment(environment, settings)),
    sweep: async (isActive) => (await sweep(docker, owner, isActive)) + (await removeOldLayers(old)),
    removeOldLayers: () => removeOldLayers(old),
  });
  return within({ repo: '', image: settings.image, services: [] });
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

async function check(docker: Docker, { image, services }: Resolved): Promise<EngineStatus> {
  let version: string;
  try {
    version = (await docker.version()).Version;
  } catch (error) {
    return { status: 'no_engine', problem: describeError(error) };
  }
  const imageId = await findImage(docker, image);
  if (imageId === null) return { status: 'no_image', image };
  return { status: 'ready', version, imageId: environmentId(imageId, services) };
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
