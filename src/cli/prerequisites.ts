import { readSettings } from '../settings.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { ensureEngine } from '../sandbox/engine.ts';

/** What tests and demo need besides npm packages: a container engine and the sandbox image. Says what it does before it does it. */
export async function preparePrerequisites(say: (line: string) => void): Promise<void> {
  const settings = readSettings();
  await ensureEngine({ dockerHost: settings.sandbox.dockerHost, mayInstall: true, say });
  const sandboxes = dockerSandboxes(settings.sandbox);
  if ((await sandboxes.check()).status === 'ready') return;
  say(`The sandbox image ${settings.sandbox.image} is missing: building it once, which takes a minute or two.`);
  await sandboxes.ensureImage(say);
}
