import { afterAll, beforeAll } from '@jest/globals';
import { connectDocker } from '../../src/sandbox/connect.ts';
import { LABELS } from '../../src/sandbox/container.ts';
import { dockerSandboxes } from '../../src/sandbox/docker.ts';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { Sandboxes, SandboxSettings } from '../../src/sandbox/types.ts';
import { readSettings } from '../../src/settings.ts';
import { filesOf, type Tree, verifyTrees } from './trees.ts';

/** The image with the tools of all languages that Debian packages; see sandbox/packages-polyglot.txt. */
export const POLYGLOT = 'fettle-sandbox:polyglot';

/**
 * Verifies trees in real containers, as the gate of a run does. Call it once at the top of a test file; `image` is made
 * when it is missing, and containers, volumes and layers of the file are removed after its last test. `more` are settings
 * of the sandboxes, such as hosts that installs may reach.
 */
export function realVerification(image = readSettings().sandbox.image, more: Partial<SandboxSettings> = {}) {
  const owner = `verify-${process.pid}`;
  const settings = { ...readSettings().sandbox, ...more, image };
  let sandboxes: Sandboxes;
  beforeAll(async () => {
    sandboxes = dockerSandboxes(settings, { owner });
    await sandboxes.ensureImage(() => {});
  }, 1_800_000);
  afterAll(async () => {
    await sandboxes.sweep(() => false);
    // A sweep keeps layers, since other runs may want them; nobody wants a test's.
    const docker = connectDocker(settings.dockerHost);
    const { Volumes } = await docker.listVolumes({ filters: { label: [`${LABELS.owner}=${owner}`] } });
    for (const { Name } of Volumes) await docker.getVolume(Name).remove();
  });
  return (base: Tree, tree: Tree, more: Parameters<typeof verifyTrees>[2] = {}) => {
    const trees: Record<string, Tree> = { base, tree };
    const entries = (name: string) =>
      Object.entries(trees[name] ?? {}).map(([path, text]) => [path, Buffer.from(text)] as const);
    return verifyTrees(base, tree, {
      ...more,
      context: {
        open: (name, layers, purpose) =>
          sandboxes.open({ runId: owner, purpose, layers, tree: () => packFiles(entries(name)) }),
        prepare: (spec) => sandboxes.prepare(owner, spec),
        files: (name) => filesOf(trees[name] ?? {}),
        signal: new AbortController().signal,
        onProgress: () => {},
      },
    });
  };
}
