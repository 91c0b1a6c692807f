import { createHash, randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import { CONFIG_PATH, readRepoConfig } from '../repo-config.ts';
import { environmentOf } from '../runs/environment.ts';
import { containers } from '../runs/verification.ts';
import { treeFiles } from '../runs/tree-files.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import type { Sandboxes } from '../sandbox/types.ts';
import { readSettings } from '../settings.ts';
import { changedInCheckout } from '../verifiers/directory-files.ts';
import { planFrom } from '../verifiers/list.ts';
import type { CheckoutOptions, CheckoutResult } from '../verifiers/checkout.ts';
import type { GateFile } from '../verifiers/types.ts';
import { verify } from '../verifiers/verify.ts';
import { checkoutMirror } from './checkout-mirror.ts';

/**
 * The verifiers on a copy of a checkout in containers without network, dependencies installed apart, what is red compared
 * with `since`. Checks, image and services are those that the checkout itself names; the dependencies that base gets are base's own.
 * Nothing of it is left on the engine but finished dependency layers.
 */
export async function verifyInSandbox(
  dir: string,
  { scope, since, signal = new AbortController().signal, onProgress = () => {} }: CheckoutOptions,
  engine: Sandboxes = dockerSandboxes(readSettings().sandbox),
): Promise<CheckoutResult> {
  // What is installed for one checkout reaches no other one.
  const repo = `local/${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`;
  const runId = `checkout-${randomUUID()}`;
  const checkout = await checkoutMirror(dir, since ?? null);
  const { mirror, tree, base } = checkout;
  try {
    const files = treeFiles(mirror, tree);
    const config = readRepoConfig(await files.read(CONFIG_PATH));
    const sandboxes = engine.within(await environmentOf(repo, config, files));
    await ready(sandboxes, (what) => onProgress({ kind: 'preparing', what }));
    const plan = await planFrom(files, config);
    const basePlan = base === null ? plan : await planFrom(treeFiles(mirror, base), config);
    const changed = await changedInCheckout(dir, since);
    const reports = await verify({
      plan: { ...plan, installs: basePlan.installs },
      base,
      tree,
      scripts: 'tree',
      changedPaths: changed ?? [],
      only: scope,
      config,
      context: { ...(await containers({ sandboxes, mirror, runId, signal })), onProgress },
    });
    const gateFiles = differing(basePlan.gateFiles, plan.gateFiles);
    return { reports, gateFiles, changed: changed?.length ?? null };
  } finally {
    await Promise.allSettled([engine.sweep((id) => id !== runId), checkout.close()]);
  }
}

async function ready(sandboxes: Sandboxes, say: (what: string) => void): Promise<void> {
  const status = await sandboxes.check();
  if (status.status === 'no_engine') {
    throw new UserError(`--sandbox needs a container engine: ${status.problem}. Run "fettle doctor --fix".`);
  }
  if (status.status === 'ready') return;
  say('the sandbox image, which takes a minute or two');
  await sandboxes.ensureImage(() => {});
}

function differing(base: readonly GateFile[], tree: readonly GateFile[]): string[] {
  const keys = (files: readonly GateFile[]) =>
    new Map(files.map((file) => [`${file.path}\0${file.part ?? ''}\0${file.hash}`, file.path]));
  const [before, after] = [keys(base), keys(tree)];
  const paths = [
    ...[...before].flatMap(([key, path]) => (after.has(key) ? [] : [path])),
    ...[...after].flatMap(([key, path]) => (before.has(key) ? [] : [path])),
  ];
  return [...new Set(paths)].sort();
}
