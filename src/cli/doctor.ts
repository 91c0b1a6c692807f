import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, UserError } from '../errors.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { ensureEngine } from '../sandbox/engine.ts';
import type { Sandboxes, SandboxSettings } from '../sandbox/types.ts';
import { isSetUpNeeded } from '../settings/credentials.ts';
import { readSettings, type Settings } from '../settings.ts';
import { credentialsCheck } from '../setup/checks/credentials.ts';
import type { Finding } from '../setup/checks/finding.ts';
import { gitCheck } from '../setup/checks/git.ts';
import { imagesOf, sandboxChecks } from '../setup/checks/sandbox.ts';
import { judgeCheck } from '../setup/checks/settings.ts';
import { databaseIsThere, doctorsGitHub, modelsAnswer } from './checks.ts';
import { workflowDangers } from './workflow-dangers.ts';

const NOTHING_YET: Finding = {
  what: 'Settings',
  ok: false,
  say: 'nothing is configured yet: run "npm start" and open the address that it prints.',
};

/** What is missing on this machine, each with the one thing to do. `--fix` installs and builds what can safely be. */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const fix = args.includes('--fix');
  const settings = readSettings();
  const findings = [
    await gitCheck(),
    ...(await sandbox(settings, fix)),
    ...(isSetUpNeeded() ? [NOTHING_YET] : [...(await doctorsGitHub(settings)), ...(await modelsAnswer(settings))]),
    ...judgeCheck(settings),
    await databaseIsThere(settings),
    ...credentialsCheck(settings.dataDir),
    ...(await workflows(process.cwd())),
  ];
  for (const { what, ok, say, warning, link } of findings) {
    const text = link === undefined ? say : `${say} ${link}`;
    console.log(`${warning ? '!' : ok ? '✓' : '✗'} ${what.padEnd(15)} ${text.replaceAll('\n', `\n${' '.repeat(18)}`)}`);
  }
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

async function sandbox({ sandbox: settings }: Settings, fix: boolean): Promise<Finding[]> {
  const usual = dockerSandboxes(settings);
  if (fix) await repair(settings, usual);
  return await sandboxChecks(settings, usual);
}

/** What can't be repaired is found by the checks, and said there. */
async function repair(settings: SandboxSettings, usual: Sandboxes): Promise<void> {
  const say = (line: string) => console.log(`  ${line}`);
  try {
    await ensureEngine({ dockerHost: settings.dockerHost, mayInstall: true, say });
    for (const { name, within } of imagesOf(settings, usual)) {
      if ((await within.check()).status !== 'no_image') continue;
      say(`Getting the sandbox image ${name}; this takes a minute or two.`);
      await within.ensureImage(say);
    }
  } catch (error) {
    say(error instanceof UserError ? error.message : describeError(error));
  }
}
