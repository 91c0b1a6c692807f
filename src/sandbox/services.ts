import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { describeError } from '../errors.ts';
import { LABELS, memoryVolume, type SandboxLimits, serviceContainer } from './container.ts';
import type { DockerSandbox } from './docker-sandbox.ts';
import { EnvironmentProblem } from './environment.ts';
import { runProbe } from './exec.ts';
import { inspectImage, pull } from './image-engine.ts';
import { CappedOutput, demultiplexer } from './output.ts';
import type { SandboxSettings, Service } from './types.ts';

const MIB = 1024 * 1024;
/** What one service may use, its data included. */
export const SERVICE_MEMORY_BYTES = 1024 * MIB;
const DATA_BYTES = 512 * MIB;
const DATA_INODES = 100_000;
const POLL_MS = 200;

interface Starting {
  docker: Docker;
  settings: SandboxSettings;
  limits: SandboxLimits;
  labels: Record<string, string>;
  /** Whose network they join, and with which they go. */
  sandbox: DockerSandbox;
  signal: AbortSignal | undefined;
  readyMs: number;
}

/** Starts services next to a sandbox and returns when all are ready. Throws an EnvironmentProblem that names the one that isn't. */
export async function startServices(it: Starting, services: readonly Service[]): Promise<void> {
  const ended = await Promise.allSettled(services.map((service) => startService(it, service)));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

async function startService(it: Starting, service: Service): Promise<void> {
  const image = await imageOf(it.docker, service);
  const ports = service.port === null ? exposedPorts(image) : [service.port];
  if (ports.length === 0 && service.ready === null) {
    throw problem(service, `its image declares no port; add \`port:\` or \`ready:\` to it`);
  }
  const container = await create(it, service, Object.keys(image.Config.Volumes ?? {}));
  // Read for as long as it runs: nobody could ask for its output afterwards, since it is not logged.
  const output = new CappedOutput(16 * 1024);
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  stream.on(
    'data',
    demultiplexer((_from, payload) => output.add(payload)),
  );
  stream.on('error', () => {});
  const ended = new Promise<'ended'>((resolve) =>
    stream.once('close', () => resolve('ended')).once('end', () => resolve('ended')),
  );
  await container.start().catch((cause: unknown) => {
    throw problem(service, `it can't be started (${describeError(cause)})`, '', cause);
  });
  const deadline = Date.now() + it.readyMs;
  const waited = await Promise.race([untilReady(it, container, service, ports, deadline), ended]);
  if (waited === 'ready') return;
  it.signal?.throwIfAborted();
  const why = waited === 'ended' ? 'it ended' : `it did not become ready within ${it.readyMs / 1000} s`;
  throw problem(service, why, output.text().trim());
}

/** What it writes goes to volumes in memory that anybody in it may write to: not every image starts as root. */
async function create(it: Starting, service: Service, declared: readonly string[]): Promise<Docker.Container> {
  const name = `fettle-service-${randomBytes(6).toString('hex')}`;
  const labels = { ...it.labels, [LABELS.purpose]: 'service' };
  const mounts = [...new Set([...declared, ...service.writable])].map((target, at) => ({
    volume: `${name}-${at}`,
    target,
    readOnly: false,
  }));
  it.sandbox.addService(
    name,
    mounts.map(({ volume }) => volume),
  );
  for (const { volume } of mounts) {
    await it.docker.createVolume(memoryVolume(volume, labels, 0, DATA_BYTES, DATA_INODES, '1777'));
  }
  return it.docker.createContainer(
    serviceContainer({
      image: service.image,
      name,
      labels,
      runtime: it.settings.runtime,
      limits: { ...it.limits, pids: 512, cpus: Math.min(it.limits.cpus, 1) },
      mounts,
      beside: it.sandbox.id,
      env: service.env,
      memoryBytes: SERVICE_MEMORY_BYTES,
    }),
  );
}

async function imageOf(docker: Docker, service: Service): Promise<Docker.ImageInspectInfo> {
  const found = await inspectImage(docker, service.image);
  if (found !== null) return found;
  await pull(docker, service.image, () => {}).catch((cause: unknown) => {
    throw problem(service, 'its image is neither on this machine nor can it be pulled', '', cause);
  });
  return docker.getImage(service.image).inspect();
}

function exposedPorts(image: Docker.ImageInspectInfo): number[] {
  return Object.keys(image.Config.ExposedPorts ?? {}).flatMap((port) => {
    const tcp = /^(\d+)(?:\/tcp)?$/.exec(port);
    return tcp === null ? [] : [Number(tcp[1])];
  });
}

/** One of its ports answers from inside the sandbox, and then its own command says so. */
async function untilReady(
  it: Starting,
  container: Docker.Container,
  service: Service,
  ports: readonly number[],
  deadline: number,
): Promise<'ready' | 'late'> {
  const connect = ports.map((port) => `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null`).join(' || ');
  const isOpen = async () =>
    ports.length === 0 ||
    (await it.sandbox.exec({ argv: ['bash', '-c', connect], timeoutMs: 10_000, maxOutputBytes: 1024 })).exitCode === 0;
  const saysReady = async () => service.ready === null || (await runProbe(container, service.ready));
  for (const isTrue of [isOpen, saysReady]) {
    while (!(await isTrue())) {
      it.signal?.throwIfAborted();
      if (Date.now() > deadline) return 'late';
      await sleep(POLL_MS);
    }
  }
  return 'ready';
}

function problem(service: Service, why: string, output = '', cause?: unknown): EnvironmentProblem {
  const said = output === '' ? '' : `\n${output.slice(-2000)}`;
  return new EnvironmentProblem('needs_service', `The service ${service.name} (${service.image}): ${why}.${said}`, {
    cause,
  });
}
