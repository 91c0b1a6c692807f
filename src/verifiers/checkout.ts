import { CONFIG_PATH, readRepoConfig } from '../repo-config.ts';
import { changedInCheckout, directoryFiles } from './directory-files.ts';
import { hostSandbox } from './host-sandbox.ts';
import { planFrom } from './list.ts';
import type { Report, VerifyProgress } from './types.ts';
import { verify } from './verify.ts';

export interface CheckoutOptions {
  /** `changed`: what differs from `since` decides; `all`: every check. */
  scope: 'changed' | 'all';
  /** The commit to compare paths with. Default: the last one. */
  since?: string;
  signal?: AbortSignal;
  onProgress?: (event: VerifyProgress) => void;
}

export interface CheckoutResult {
  reports: Report[];
  /** Changed files that decide what the checks do: a person should know when these were touched. */
  gateFiles: string[];
  /** How many paths differ; null when nobody can say. */
  changed: number | null;
}

/**
 * The verifiers on a person's own checkout, on this machine and without a sandbox, with the dependencies that are
 * installed there. There is no base to compare with: whatever is red is `failed`. Callers say where it runs.
 */
export async function verifyCheckout(dir: string, options: CheckoutOptions): Promise<CheckoutResult> {
  const files = directoryFiles(dir);
  const config = readRepoConfig(await files.read(CONFIG_PATH));
  const plan = await planFrom(files, config);
  // Without git there is no saying what changed, so everything is checked.
  const known = await changedInCheckout(dir, options.since);
  const changedPaths = known ?? [];
  const reports = await verify({
    // Installing is left to the person; a missing tool is reported as such.
    plan: { ...plan, installs: [] },
    base: null,
    tree: dir,
    changedPaths,
    only: options.scope,
    config,
    context: {
      open: () => Promise.resolve(hostSandbox(dir)),
      prepare: () => Promise.reject(new Error('nothing is installed in a checkout')),
      files: () => files,
      signal: options.signal ?? new AbortController().signal,
      onProgress: options.onProgress ?? (() => {}),
    },
  });
  const changed = new Set(changedPaths);
  const gateFiles = [...new Set(plan.gateFiles.map((file) => file.path))].filter((path) => changed.has(path)).sort();
  return { reports, gateFiles, changed: known?.length ?? null };
}
