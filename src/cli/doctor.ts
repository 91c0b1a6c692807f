import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeError } from '../errors.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { ensureEngine } from '../sandbox/engine.ts';
import { readSettings, type Settings } from '../settings.ts';

interface Finding {
  what: string;
  ok: boolean;
  say: string;
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
  ];
  for (const { what, ok, say } of findings)
    console.log(`${ok ? '✓' : '✗'} ${what.padEnd(15)} ${say.replaceAll('\n', `\n${' '.repeat(18)}`)}`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
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
  const sandboxes = dockerSandboxes(settings.sandbox);
  const say = (line: string) => console.log(`  ${line}`);
  try {
    if (fix) await ensureEngine({ dockerHost: settings.sandbox.dockerHost, mayInstall: true, say });
    let status = await sandboxes.check();
    if (status.status === 'no_image' && fix) {
      say(`Building the sandbox image ${status.image}; this takes a minute or two.`);
      await sandboxes.ensureImage(say);
      status = await sandboxes.check();
    }
    switch (status.status) {
      case 'no_engine':
        return [{ what: 'Sandbox engine', ok: false, say: status.problem }];
      case 'no_image':
        return [
          { what: 'Sandbox engine', ok: true, say: 'answers' },
          {
            what: 'Sandbox image',
            ok: false,
            say: `${status.image} is not there: run "npx fettle doctor --fix" (or wait: the first run builds it).`,
          },
        ];
      case 'ready':
        return [
          { what: 'Sandbox engine', ok: true, say: `version ${status.version}` },
          { what: 'Sandbox image', ok: true, say: `${settings.sandbox.image} (${status.imageId.slice(0, 19)})` },
        ];
    }
  } catch (error) {
    return [{ what: 'Sandbox engine', ok: false, say: describeError(error) }];
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
