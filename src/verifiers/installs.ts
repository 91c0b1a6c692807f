import { posix } from 'node:path';
import { type RepoConfig, readRepoConfig } from '../repo-config.ts';
import type { InstallSpec } from '../sandbox/types.ts';
import { planFrom, VERIFIERS } from './list.ts';
import type { Plan, RepoFiles, VerifyContext } from './types.ts';

export interface Installing {
  plan: Plan;
  base: string | null;
  tree: string;
  context: VerifyContext;
  config?: RepoConfig;
  scripts?: 'base' | 'tree';
}

/**
 * Base's installs, or, when the change touches what they read, those of the tree under base's rules: it can reach no
 * host that base does not name, install scripts stay as base has them, and so do the installers' settings.
 */
export async function installsOf(spec: Installing): Promise<InstallSpec[]> {
  const { plan, context, tree, config = readRepoConfig(null) } = spec;
  if (spec.base === null) return plan.installs;
  const { installs } = await planFrom(context.files(tree), config);
  if (sameInstalls(installs, plan.installs)) return plan.installs;
  const allowed = new Set([...plan.installs.flatMap((install) => install.hosts), ...config.install.hosts]);
  const base = spec.scripts === 'tree' ? null : context.files(spec.base);
  const kept = await Promise.all(
    installs.map(async (install) => ({
      ...install,
      hosts: install.hosts.filter((host) => allowed.has(host)),
      files: base === null ? install.files : await withSettings(install, plan, base),
    })),
  );
  return sameInstalls(kept, plan.installs) ? plan.installs : kept;
}

/** What the installer itself does is base's to say: its settings name programs (`git=`), registries and proxies. */
async function withSettings(install: InstallSpec, plan: Plan, base: RepoFiles): Promise<InstallSpec['files']> {
  const names = new Set(VERIFIERS.flatMap((verifier) => verifier.installSettings ?? []));
  const onBase = plan.installs.find((other) => other.cwd === install.cwd && other.argv[0] === install.argv[0]);
  const all = new Map(install.files);
  for (const path of new Set([...all.keys(), ...(onBase?.files.keys() ?? [])])) {
    if (!names.has(posix.basename(path))) continue;
    const text = await base.read(path);
    if (text === null) all.delete(path);
    else all.set(path, Buffer.from(text));
  }
  return all;
}

const sameInstalls = (a: readonly InstallSpec[], b: readonly InstallSpec[]): boolean =>
  a.length === b.length && a.every((install, index) => sameInstall(install, b[index] as InstallSpec));

/** Whether two installs read the same files and do the same; the hosts that they may reach are another matter. */
export function sameInstall(a: InstallSpec, b: InstallSpec): boolean {
  return (
    a.cwd === b.cwd &&
    a.argv.join('\0') === b.argv.join('\0') &&
    a.files.size === b.files.size &&
    [...a.files].every(([path, content]) => b.files.get(path)?.equals(content) === true)
  );
}
