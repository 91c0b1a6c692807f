import { UserError } from '../../errors.ts';
import { dockerSandboxes } from '../../sandbox/docker.ts';
import type { Sandboxes } from '../../sandbox/types.ts';
import { readSettings } from '../../settings.ts';

/** Images of our own that tasks may name, beside those that the settings allow to any repository. */
const IMAGES = ['fettle-sandbox', 'fettle-sandbox:polyglot'];

/** Nobody sweeps what a killed eval leaves: it ends by itself after so long. */
const TTL_SECONDS = 4 * 3600;

/** The sandboxes of evals on whole tasks: as production's, with the images that shipped tasks need. */
export async function taskSandboxes(): Promise<Sandboxes> {
  const { sandbox } = readSettings();
  const images = [...(sandbox.images ?? []), ...IMAGES];
  const sandboxes = dockerSandboxes({ ...sandbox, images }, { limits: { ttlSeconds: TTL_SECONDS } });
  const status = await sandboxes.check();
  if (status.status === 'no_engine') throw new UserError(`${status.problem}. Run "fettle doctor --fix".`);
  if (status.status === 'no_image') await sandboxes.ensureImage((line) => console.error(line));
  return sandboxes;
}
