import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { memoryVolume, type SandboxLimits } from './container.ts';
import { type DockerSandbox, removeAll, workspacePath } from './docker-sandbox.ts';
import type { Resolved } from './environment.ts';
import { egressPolicy, hostsIn, operatorHosts } from './hosts.ts';
import type { ImageMaker } from './image.ts';
import { findLayer, finishLayer, layerKey } from './layers.ts';
import { installEnvironment } from './install-environment.ts';
import { readLogins } from './logins.ts';
import type { OpenContainer } from './open-container.ts';
import { ownRegistry } from './own-registry.ts';
import { packFiles } from './pack.ts';
import { startProxy } from './proxy.ts';
import type { CommandResult, InstallSpec, PrepareResult, SandboxSettings } from './types.ts';

export interface Preparing {
  docker: Docker;
  settings: SandboxSettings;
  owner: string;
  limits: () => Promise<SandboxLimits>;
  imageId: ImageMaker;
  labelsOf: (runId: string, purpose: string) => Record<string, string>;
  openContainer: OpenContainer;
  registry: () => Promise<string | null>;
}

const COPY_TIMEOUT_MS = 10 * 60_000;

type Prepare = (at: Resolved, runId: string, spec: InstallSpec, signal?: AbortSignal) => Promise<PrepareResult>;

/** `Sandboxes.prepare`: makes each layer once, also when several runs ask for it at the same time. */
export function createPreparer(it: Preparing): Prepare {
  const making = new Map<string, Promise<PrepareResult>>();
  return async (at, runId, spec, signal) => {
    const startedAt = performance.now();
    const image = await it.imageId(at.image);
    const key = layerKey(spec, { owner: it.owner, repo: at.repo, imageId: image });
    for (;;) {
      signal?.throwIfAborted();
      const found = await findLayer(it.docker, key, it.owner);
      if (found !== null) {
        return { status: 'ready', ...found, cached: true, durationMs: Math.round(performance.now() - startedAt) };
      }
      const other = making.get(key);
      if (other === undefined) {
        const mine = make(it, at.repo, image, runId, key, spec, signal).finally(() => making.delete(key));
        making.set(key, mine);
        return mine;
      }
      // Another run's prepare: if it ends without a layer because that run was cancelled, it is our turn.
      const result = await Promise.race([other.catch(() => null), rejectOnAbort(signal)]);
      if (result?.status === 'failed') return result;
    }
  };
}

async function rejectOnAbort(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function make(
  it: Preparing,
  repo: string,
  image: string,
  runId: string,
  key: string,
  spec: InstallSpec,
  signal: AbortSignal | undefined,
): Promise<PrepareResult> {
  const startedAt = performance.now();
  const labels = it.labelsOf(runId, 'prepare');
  const name = `fettle-egress-${randomBytes(6).toString('hex')}`;
  const { settings } = it;
  const [registry, authority, logins] = await Promise.all([
    it.registry(),
    readAuthority(settings.caFile),
    readLogins(settings.loginsFile ?? null, repo),
  ]);
  const tunnels = operatorHosts('FETTLE_SANDBOX_TUNNELS', settings.tunnels ?? []);
  // What the base commit's settings say comes before what this machine's npm is set to.
  const env = installEnvironment(ownRegistry(spec.files, spec.cwd) ?? registry);
  let sandbox: DockerSandbox | null = null;
  try {
    await it.docker.createVolume(memoryVolume(name, labels, 10_003, 1024 * 1024, 64));
    const egress = [{ volume: name, target: '/run/egress', readOnly: true }];
    sandbox = await it.openContainer({ image, labels, mounts: egress, relay: true });
    const repository = [...spec.hosts, ...(await usualHosts(sandbox, spec.hostsFrom, env, signal))];
    const hosts = egressPolicy({
      repository,
      operator: [...settings.hosts, ...tunnels],
      registry,
      logins: logins.map(({ url }) => url),
      github: settings.githubHosts ?? [],
    });
    const policy = { ...hosts, tunnels, logins, ca: authority?.toString('utf8') ?? null };
    const limits = { ...(await it.limits()), ttlSeconds: Math.ceil(spec.timeoutMs / 1000) + 300 };
    await startProxy(it.docker, { image, name, labels, runtime: settings.runtime, limits, policy });
    const installed = await install(sandbox, spec, authority, env, signal);
    if (installed.status === 'cancelled') signal?.throwIfAborted();
    if (installed.exitCode !== 0) return await failure(sandbox, installed);
    const refused = await notes(sandbox, 'refused');
    const volume = await keep(it, image, labels, sandbox, spec);
    const layer = await finishLayer(it.docker, { key, volume, owner: it.owner, refused });
    return { status: 'ready', layer, cached: false, refused, durationMs: Math.round(performance.now() - startedAt) };
  } finally {
    await sandbox?.close();
    await removeAll(it.docker, [name], [name]);
  }
}

async function readAuthority(path: string | null): Promise<Buffer | null> {
  if (path === null) return null;
  return readFile(path).catch((cause: unknown) => {
    throw new UserError(`FETTLE_CA_FILE is wrong: ${path} can't be read.`, { cause });
  });
}

async function install(
  sandbox: DockerSandbox,
  spec: InstallSpec,
  authority: Buffer | null,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<CommandResult> {
  const unpacked = await sandbox.exec({
    argv: ['/opt/fettle/bin/unpack'],
    stdin: pack(spec.files, authority),
    timeoutMs: COPY_TIMEOUT_MS,
    maxOutputBytes: 16 * 1024,
    signal,
  });
  if (unpacked.status === 'cancelled') return unpacked;
  if (unpacked.exitCode !== 0) throw new Error(`The prepare container could not be filled: ${unpacked.output}`);
  return sandbox.run({
    argv: spec.argv,
    cwd: spec.cwd,
    env: { ...spec.env, ...env },
    timeoutMs: spec.timeoutMs,
    maxOutputBytes: 256 * 1024,
    ...(signal === undefined ? {} : { signal }),
  });
}

function pack(files: ReadonlyMap<string, Buffer>, authority: Buffer | null): Readable {
  const entries = [...files].map(([path, content]) => [`files/${workspacePath(path)}`, content] as const);
  return packFiles([['ca.pem', authority ?? Buffer.alloc(0)], ...entries]);
}

/** What the installer's tools use unless told otherwise, asked before there is a way out or a file of the repository's. */
async function usualHosts(
  sandbox: DockerSandbox,
  argv: readonly string[] | undefined,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (argv === undefined) return [];
  const inEmptyFolder = [
    '/opt/fettle/bin/run',
    '/tmp',
    'bash',
    '-c',
    'cd "$(mktemp -d)" && exec "$@"',
    'hosts',
    ...argv,
  ];
  const asked = await sandbox.exec({ argv: inEmptyFolder, env, timeoutMs: 60_000, maxOutputBytes: 64 * 1024, signal });
  return hostsIn(asked.stdout.toString('utf8'));
}

async function failure(sandbox: DockerSandbox, installed: CommandResult): Promise<PrepareResult> {
  const [refused, unreachable] = await Promise.all([notes(sandbox, 'refused'), notes(sandbox, 'unreachable')]);
  const reason =
    installed.status === 'timed_out'
      ? 'timed_out'
      : refused.length === 0 && unreachable.length > 0
        ? 'registry_unreachable'
        : 'install_failed';
  return { status: 'failed', reason, output: installed.output, refused };
}

async function notes(sandbox: DockerSandbox, file: string): Promise<string[]> {
  const argv = ['cat', `/run/egress/${file}`];
  const read = await sandbox.exec({ argv, timeoutMs: 20_000, maxOutputBytes: 64 * 1024 });
  return read.exitCode === 0 ? [...new Set(read.stdout.toString('utf8').split('\n').filter(Boolean))].slice(0, 50) : [];
}

/**
 * Copies the outputs into a volume of their own. A second container does it, which sees the workspace read-only: the one
 * that ran the install never has a volume without a quota.
 */
async function keep(
  it: Preparing,
  image: string,
  labels: Record<string, string>,
  from: DockerSandbox,
  spec: InstallSpec,
): Promise<string> {
  const volume = `fettle-layer-data-${randomBytes(8).toString('hex')}`;
  await it.docker.createVolume({ Name: volume, Labels: labels });
  const mounts = [{ volume, target: '/layer', readOnly: false }];
  let copier: DockerSandbox | null = null;
  try {
    copier = await it.openContainer({ image, labels, mounts, relay: false, workspace: from.workspaceVolume });
    const argv = ['/opt/fettle/bin/keep', ...spec.outputs.map(workspacePath)];
    const kept = await copier.exec({ argv, timeoutMs: COPY_TIMEOUT_MS, maxOutputBytes: 16 * 1024 });
    if (kept.exitCode !== 0) throw new Error(`The layer could not be copied: ${kept.output}`);
    return volume;
  } catch (error) {
    await copier?.close();
    copier = null;
    await removeAll(it.docker, [], [volume]);
    throw error;
  } finally {
    await copier?.close();
  }
}
