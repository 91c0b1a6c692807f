import { CONFIG_PATH, readRepoConfig } from '../repo-config.ts';
import { changedInCheckout, directoryFiles } from './directory-files.ts';
import { hostSandbox } from './host-sandbox.ts';
import { planFrom } from './list.ts';
import type { Report, VerifyProgress } from './types.ts';
import { verify } from './verify.ts';

export interface CheckoutOptions {
  /** `changed`: what differs from the last commit decides; `all`: every check. */
  scope: 'changed' | 'all';
  signal?: AbortSignal;
  onProgress?: (event: VerifyProgress) => void;
}

/**
 * The verifiers on a person's own checkout, on this machine and without a sandbox, with the dependencies that are
 * installed there. There is no base to compare with: whatever is red is `failed`. Callers say where it runs.
 */
export async function verifyCheckout(dir: string, options: CheckoutOptions): Promise<Report[]> {
  const files = directoryFiles(dir);
  const config = readRepoConfig(await files.read(CONFIG_PATH));
  const plan = await planFrom(files, config);
  return verify({
    // Installing is left to the person; a missing tool is reported as such.
    plan: { ...plan, installs: [] },
    base: null,
    tree: dir,
    // Without git there is no saying what changed, so everything is checked.
    changedPaths: options.scope === 'all' ? [] : ((await changedInCheckout(dir)) ?? []),
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
}
