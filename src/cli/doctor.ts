import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeError, UserError } from '../errors.ts';
import { sameModelWarning } from '../judge/same-model.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { engineProblem, ensureEngine, runtimeProblem } from '../sandbox/engine.ts';
import type { Sandboxes } from '../sandbox/types.ts';
import { readSettings, type Settings } from '../settings.ts';
import { workflowDangers } from './workflow-dangers.ts';

interface Finding {
  what: string;
  ok: boolean;
  say: string;
  /** Not wrong here, but worth knowing: it does not make the doctor fail. */
  warning?: true;
}

/** What is missing on this machine, each with the one thing to do. `--fix` installs and builds what can safely be. */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const fix = args.includes('--fix');
  const settings = readSettings();
  const findings = [
    await git(),
    ...(await sandbox(settings, fix)),
    setting('GitHub App', settings.github),
    setting('Model', settings.model),
    ...judge(settings),
    ...(await workflows(process.cwd())),
  ];
  for (const { what, ok, say, warning } of findings)
    console.log(`${warning ? '!' : ok ? '✓' : '✗'} ${what.padEnd(15)} ${say.replaceAll('\n', `\n${' '.repeat(18)}`)}`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
}

/** What the workflows of the checkout we are run in give to every branch, Fettle's among them. */
async function workflows(folder: string): Promise<Finding[]> {
  const at = join(folder, '.github', 'workflows');
  const names = (await readdir(at).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const found = await Promise.all(
    names.map(async (name) => workflowDangers(await readFile(join(at, name), 'utf8')).map((it) => `${name}: ${it}`)),
  );
  return found.flat().map((say) => ({ what: 'CI', ok: true, say, warning: true }));
}

async function git(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    return { what: 'git', ok: true, say: stdout.trim() };
  } catch {
    return { what: 'git', ok: false, say: 'git is not on PATH: install it with your package manager.' };
  }
}

async function sandbox(settings: Settings, fix: boolean): Promise<Finding[]> {
  const usual = dockerSandboxes(settings.sandbox);
  const say = (line: string) => console.log(`  ${line}`);
  try {
    if (fix) await ensureEngine({ dockerHost: settings.sandbox.dockerHost, mayInstall: true, say });
    const problem = await engineProblem(settings.sandbox.dockerHost);
    const engine: Finding = { what: 'Sandbox engine', ok: problem === null, say: problem ?? 'answers' };
    if (problem !== null) return [engine];
    const { dockerHost, runtime } = settings.sandbox;
    const wrong = await runtimeProblem(dockerHost, runtime);
    if (runtime !== null) engine.say += `, with the runtime ${runtime}`;
    if (wrong !== null) return [{ ...engine, ok: false, say: wrong }];
    const findings = [engine, await image('Sandbox image', settings.sandbox.image, usual, fix)];
    for (const entry of settings.sandbox.images ?? []) {
      const [name = entry] = entry.split('=');
      const sandboxes = usual.within({ repo: '', image: name.trim(), services: [] });
      findings.push(await image('Allowed image', entry, sandboxes, fix));
    }
    return findings;
  } catch (error) {
    return [{ what: 'Sandbox engine', ok: false, say: describeError(error) }];
  }
}

async function image(what: string, name: string, sandboxes: Sandboxes, fix: boolean): Promise<Finding> {
  try {
    if (fix && (await sandboxes.check()).status === 'no_image') {
      console.log(`  Getting the sandbox image ${name}; this takes a minute or two.`);
      await sandboxes.ensureImage((line) => console.log(`  ${line}`));
    }
    const status = await sandboxes.check();
    if (status.status === 'ready') return { what, ok: true, say: `${name} (${status.imageId.slice(0, 19)})` };
    const say = `${name} is not there: run "npx fettle doctor --fix" (or wait: the first run that needs it gets it).`;
    return { what, ok: false, say };
  } catch (error) {
    return { what, ok: false, say: error instanceof UserError ? error.message : describeError(error) };
  }
}

function judge(settings: Settings): Finding[] {
  try {
    const say = settings.runs.judge === 'off' ? null : sameModelWarning(settings.model());
    return say === null ? [] : [{ what: 'Judge', ok: true, say, warning: true }];
  } catch {
    return []; // what is wrong with the model's settings is said already
  }
}

function setting(what: string, read: () => unknown): Finding {
  try {
    read();
    return { what, ok: true, say: 'settings are complete' };
  } catch (error) {
    return { what, ok: false, say: describeError(error) };
  }
}
