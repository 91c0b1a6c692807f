import type Docker from 'dockerode';
import { proxyContainer, type SandboxLimits } from './container.ts';
import { type EgressPolicy, proxyNetwork } from './hosts.ts';
import type { RegistryLogin } from './logins.ts';

/** All that the egress proxy is told; see sandbox/bin/egress.mjs. */
export interface ProxyPolicy extends EgressPolicy {
  tunnels: readonly string[];
  logins: readonly RegistryLogin[];
  /** PEM text. */
  ca: string | null;
}

/** Starts the proxy of one prepare, whose volume and container have the same name; it goes when they are removed. */
export async function startProxy(
  docker: Docker,
  it: {
    image: string;
    name: string;
    labels: Record<string, string>;
    runtime: string | null;
    limits: SandboxLimits;
    policy: ProxyPolicy;
  },
): Promise<void> {
  const container = await docker.createContainer(
    proxyContainer({
      ...it,
      limits: { ...it.limits, pids: 64 },
      mounts: [{ volume: it.name, target: '/run/egress', readOnly: false }],
      network: proxyNetwork(it.policy),
    }),
  );
  const stdin = await container.attach({ stream: true, stdin: true, hijack: true });
  // The container may end before it has read everything; then there is no socket, and the prepare says so.
  stdin.on('error', () => {});
  await container.start();
  stdin.end(JSON.stringify(it.policy));
}
