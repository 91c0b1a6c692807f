import { describeError, UserError } from '../../errors.ts';
import { engineProblem, runtimeProblem, whatToDo } from '../../sandbox/engine.ts';
import type { Sandboxes, SandboxSettings } from '../../sandbox/types.ts';
import type { Finding } from './finding.ts';

/** The engine, and each image that a run may ask for. Where no engine answers, nothing more is asked. */
export async function sandboxChecks(settings: SandboxSettings, sandboxes: Sandboxes): Promise<Finding[]> {
  const { dockerHost, runtime } = settings;
  try {
    const problem = await engineProblem(dockerHost);
    const engine: Finding = { what: 'Sandbox engine', ok: problem === null, say: problem ?? 'answers' };
    if (problem !== null) return [{ ...engine, say: whatToDo(problem, dockerHost) }];
    const wrong = await runtimeProblem(dockerHost, runtime);
    if (runtime !== null) engine.say += `, with the runtime ${runtime}`;
    if (wrong !== null) return [{ ...engine, ok: false, say: wrong }];
    const findings = [engine];
    for (const { what, name, within } of imagesOf(settings, sandboxes)) findings.push(await image(what, name, within));
    return findings;
  } catch (error) {
    return [{ what: 'Sandbox engine', ok: false, say: describeError(error) }];
  }
}

export interface WantedImage {
  what: string;
  name: string;
  within: Sandboxes;
}

export function imagesOf(settings: SandboxSettings, sandboxes: Sandboxes): WantedImage[] {
  const allowed = (settings.images ?? []).map((entry) => {
    const [name = entry] = entry.split('=');
    const within = sandboxes.within({ repo: '', image: name.trim(), services: [] });
    return { what: 'Allowed image', name: entry, within };
  });
  return [{ what: 'Sandbox image', name: settings.image, within: sandboxes }, ...allowed];
}

async function image(what: string, name: string, sandboxes: Sandboxes): Promise<Finding> {
  try {
    const status = await sandboxes.check();
    if (status.status === 'ready') return { what, ok: true, say: `${name} (${status.imageId.slice(0, 19)})` };
    const say = `${name} is not there: run "npx fettle doctor --fix" (or wait: the first run that needs it gets it).`;
    return { what, ok: false, say };
  } catch (error) {
    return { what, ok: false, say: error instanceof UserError ? error.message : describeError(error) };
  }
}
