import { readSettings } from '../settings.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { ensureEngine } from '../sandbox/engine.ts';

/** Images of ours with more packages, which only the tests with real tools need: see sandbox/packages-*.txt. */
export const TOOL_IMAGES: readonly string[] = ['fettle-sandbox:polyglot', 'fettle-sandbox:services'];

/**
 * What tests and demo need besides npm packages: a container engine, the sandbox image, and `images` besides. Says what it
 * does before it does it.
 */
export async function preparePrerequisites(say: (line: string) => void, images: readonly string[] = []): Promise<void> {
  const settings = readSettings();
  await ensureEngine({ dockerHost: settings.sandbox.dockerHost, mayInstall: true, say });
  for (const image of [settings.sandbox.image, ...images]) {
    const sandboxes = dockerSandboxes({ ...settings.sandbox, image });
    if ((await sandboxes.check()).status === 'ready') continue;
    const howLong = TOOL_IMAGES.includes(image) ? 'some minutes' : 'a minute or two';
    say(`The sandbox image ${image} is missing: building it once, which takes ${howLong}.`);
    const startedAt = performance.now();
    await sandboxes.ensureImage(say);
    say(`${image} is there after ${Math.round((performance.now() - startedAt) / 1000)} s.`);
  }
}
