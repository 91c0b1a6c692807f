import { UserError } from '../errors.ts';
import type { SandboxSettings } from '../sandbox/types.ts';
import { githubHosts, list, type Values } from './environment.ts';

const MIB = 1024 * 1024;

/** Throws a UserError for a workspace that leaves a build no memory. */
export function sandboxSettings(it: Values, extraCertificates: string | null): SandboxSettings {
  // A workspace is in memory, and a build next to a full one still needs some.
  if (it.FETTLE_SANDBOX_MEMORY_MB < it.FETTLE_SANDBOX_DISK_MB + 512) {
    throw new UserError(
      `FETTLE_SANDBOX_MEMORY_MB is wrong: must be at least FETTLE_SANDBOX_DISK_MB and 512 (${it.FETTLE_SANDBOX_DISK_MB + 512}), since workspaces are kept in memory.`,
    );
  }
  return {
    image: it.FETTLE_SANDBOX_IMAGE,
    images: list(it.FETTLE_SANDBOX_IMAGES),
    serviceImages: list(it.FETTLE_SERVICE_IMAGES),
    runtime: it.FETTLE_SANDBOX_RUNTIME ?? null,
    hosts: list(it.FETTLE_SANDBOX_HOSTS.toLowerCase()),
    tunnels: list(it.FETTLE_SANDBOX_TUNNELS.toLowerCase()),
    githubHosts: githubHosts(it),
    loginsFile: it.FETTLE_REGISTRY_LOGINS ?? null,
    caFile: it.FETTLE_CA_FILE ?? extraCertificates,
    dockerHost: it.DOCKER_HOST ?? null,
    limits: {
      memoryBytes: it.FETTLE_SANDBOX_MEMORY_MB * MIB,
      cpus: it.FETTLE_SANDBOX_CPUS,
      workspaceBytes: it.FETTLE_SANDBOX_DISK_MB * MIB,
    },
    budgetBytes: it.FETTLE_SANDBOX_BUDGET_MB === 0 ? null : it.FETTLE_SANDBOX_BUDGET_MB * MIB,
    layerDays: it.FETTLE_LAYER_DAYS,
  };
}
