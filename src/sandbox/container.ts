import type { ContainerCreateOptions, VolumeCreateOptions } from 'dockerode';

/** Everything we make carries these, so that a crashed process's leftovers can be told from other people's things. */
export const LABELS = {
  /** Which Fettle: two on one engine must not sweep each other. */
  owner: 'fettle.owner',
  run: 'fettle.run',
  purpose: 'fettle.purpose',
  /** On the pointer to a finished layer: the name of the volume that holds it. */
  layerVolume: 'fettle.layer.volume',
  /** On a pointer: what the install asked for and did not get, one a line. */
  layerRefused: 'fettle.layer.refused',
  /** On a mark that a layer was used: the layer's key. */
  layerUsed: 'fettle.layer.used',
  /** On the same mark: when, as `2026-11-25`; on a pointer: when the layer was made. */
  layerDay: 'fettle.layer.day',
} as const;

export const AGENT = '10001:10001';
const HOLDER = '10002:10002';
const PROXY = '10003:10003';
const MIB = 1024 * 1024;

/** What one sandbox may use at most. Bytes of memory include all its tmpfs mounts, the workspace among them. */
export interface SandboxLimits {
  memoryBytes: number;
  cpus: number;
  pids: number;
  workspaceBytes: number;
  workspaceInodes: number;
  /** How long a container lives when nobody closes it, in seconds. */
  ttlSeconds: number;
}

export const DEFAULT_LIMITS: SandboxLimits = {
  memoryBytes: 6144 * MIB,
  cpus: 2,
  pids: 1024,
  workspaceBytes: 2048 * MIB,
  workspaceInodes: 500_000,
  ttlSeconds: 26 * 3600,
};

export interface VolumeMount {
  volume: string;
  target: string;
  readOnly: boolean;
}

interface Common {
  image: string;
  name: string;
  labels: Record<string, string>;
  runtime: string | null;
  limits: SandboxLimits;
  mounts: readonly VolumeMount[];
}

/** What every container has, whatever it is for. Only fixed code and the operator's settings may reach this. */
function hardened(
  it: Common,
  memoryBytes: number,
): NonNullable<ContainerCreateOptions['HostConfig']> & { CgroupnsMode: string } {
  return {
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    // setuid programs gain nothing. The default seccomp profile is on when nothing is said about it.
    SecurityOpt: ['no-new-privileges'],
    IpcMode: 'private',
    CgroupnsMode: 'private',
    PidsLimit: it.limits.pids,
    Memory: memoryBytes,
    // Equal to Memory: no swap.
    MemorySwap: memoryBytes,
    NanoCpus: Math.round(it.limits.cpus * 1e9),
    ShmSize: 64 * MIB,
    // A container whose time is over, or whose owner crashed, leaves nothing.
    AutoRemove: true,
    // What runs inside can't fill the host's disk with log lines.
    LogConfig: { Type: 'none', Config: {} },
    Ulimits: [
      { Name: 'core', Soft: 0, Hard: 0 },
      { Name: 'nofile', Soft: 4096, Hard: 8192 },
    ],
    // Named volumes only: a bind mount would let links in the workspace point at the host.
    Mounts: it.mounts.map((mount) => ({
      Type: 'volume',
      Source: mount.volume,
      Target: mount.target,
      ReadOnly: mount.readOnly,
    })),
    ...(it.runtime === null ? {} : { Runtime: it.runtime }),
  };
}

/** tmpfs is noexec unless told otherwise, and builds run what they put into /tmp. */
function tmpfs(megabytes: number, owner?: number): string {
  const own = owner === undefined ? 'mode=1777' : `uid=${owner},gid=${owner},mode=0700`;
  return `rw,exec,nosuid,nodev,size=${megabytes}m,${own}`;
}

/** No secret is ever among these: engines show them to whoever may inspect a container. */
const ENVIRONMENT = [
  'HOME=/home/agent',
  'USER=agent',
  'LANG=C.UTF-8',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'NO_UPDATE_NOTIFIER=1',
  'npm_config_update_notifier=false',
  'npm_config_fund=false',
  'npm_config_audit=false',
];

/** A container for somebody else's code. `relay` gives it 127.0.0.1:3128 as the only way out, through /run/egress. */
export function sandboxContainer(it: Common & { relay: boolean; scratch?: readonly string[] }): ContainerCreateOptions {
  const ttl = String(it.limits.ttlSeconds);
  return {
    name: it.name,
    Image: it.image,
    Labels: it.labels,
    // PID 1 is not the agent's: the agent can neither end it nor look into it.
    User: HOLDER,
    WorkingDir: '/workspace',
    Entrypoint: ['/usr/bin/tini', '--'],
    Cmd: it.relay ? ['node', '/opt/fettle/bin/relay.mjs', ttl] : ['sleep', ttl],
    Env: ENVIRONMENT,
    HostConfig: {
      ...hardened(it, it.limits.memoryBytes),
      // No interface, no gateway, no name server.
      NetworkMode: 'none',
      Tmpfs: {
        '/tmp': tmpfs(1024),
        '/home/agent': tmpfs(1024, 10_001),
        '/run/fettle': tmpfs(1024, 10_001),
        ...Object.fromEntries((it.scratch ?? []).map((path) => [path, tmpfs(64, 10_001)])),
      },
    },
  };
}

/** What the entrypoints of official images need to take over their data folder and to step down from root. */
const SERVICE_CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];
/** Written to by services beside the volumes that their images declare; folders below /run are lost with it. */
const SERVICE_SCRATCH = ['/tmp', '/run', '/run/mysqld', '/run/postgresql'];

/**
 * A service next to the sandbox `beside`: in its network, which leads nowhere, and in its process namespace, so that it
 * ends with it whatever happens. It sees no file of the repository's; what it writes is kept in memory, within bounds.
 */
export function serviceContainer(
  it: Common & {
    beside: string;
    env: Readonly<Record<string, string>>;
    memoryBytes: number;
  },
): ContainerCreateOptions {
  return {
    name: it.name,
    Image: it.image,
    Labels: it.labels,
    Env: Object.entries(it.env).map(([name, value]) => `${name}=${value}`),
    HostConfig: {
      ...hardened(it, it.memoryBytes),
      CapAdd: SERVICE_CAPABILITIES,
      NetworkMode: `container:${it.beside}`,
      PidMode: `container:${it.beside}`,
      Tmpfs: Object.fromEntries(SERVICE_SCRATCH.map((path) => [path, tmpfs(64)])),
    },
  };
}

/**
 * The egress proxy of one prepare: our own code, a network, and one socket. Never sees a file of the repository's. Its policy
 * comes by stdin: what stands there may be a login, and engines show arguments and environments to whoever may inspect.
 */
export function proxyContainer(it: Common & { network: 'bridge' | 'host' }): ContainerCreateOptions {
  return {
    name: it.name,
    Image: it.image,
    Labels: it.labels,
    User: PROXY,
    WorkingDir: '/',
    Entrypoint: ['/usr/bin/tini', '--'],
    Cmd: ['node', '/opt/fettle/bin/egress.mjs', String(it.limits.ttlSeconds)],
    Env: ENVIRONMENT,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: { ...hardened(it, 256 * MIB), NetworkMode: it.network },
  };
}

/** A volume in memory: a hard quota in bytes and inodes through the plain API, and nothing left when its last user is gone. */
export function memoryVolume(
  name: string,
  labels: Record<string, string>,
  owner: number,
  bytes: number,
  inodes: number,
  mode = '0755',
): VolumeCreateOptions {
  const options = `size=${bytes},nr_inodes=${inodes},uid=${owner},gid=${owner},mode=${mode},nosuid,nodev`;
  return { Name: name, Driver: 'local', Labels: labels, DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: options } };
}
