import { execFile, spawn } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describeError, UserError } from '../errors.ts';
import { wholeEnvironment } from './child-environment.ts';
import { connectDocker } from './connect.ts';
import { debianCodename } from './debian-base.ts';

export interface EngineOptions {
  /** The DOCKER_HOST setting; null finds the usual socket. Only the usual one is ever installed or started. */
  dockerHost: string | null;
  /** Whether Docker may be installed and started here. It happens as root on Debian only, and is said first. */
  mayInstall: boolean;
  say: (line: string) => void;
}

const LOG = '/var/log/fettle-dockerd.log';
const START_MS = 60_000;
const run = promisify(execFile);

/** Returns once a Docker engine answers. Throws a UserError that names what to do when none does. */
export async function ensureEngine({ dockerHost, mayInstall, say }: EngineOptions): Promise<void> {
  const problem = await engineProblem(dockerHost);
  if (problem === null) return;
  const canInstall = mayInstall && dockerHost === null && (await debianCodename()) !== null;
  if (!canInstall) throw new UserError(whatToDo(problem, dockerHost));
  if (!(await isInstalled('dockerd'))) {
    say('Installing the Docker engine (apt-get install docker.io)');
    await install();
  }
  say('Starting the Docker engine');
  await start();
  for (let waited = 0; waited < START_MS; waited += 250) {
    if ((await engineProblem(dockerHost)) === null) return;
    await sleep(250);
  }
  throw new UserError(`The Docker engine was started and does not answer: see ${LOG} or "journalctl -u docker".`);
}

/** What keeps the engine from answering; null when it does. Throws a UserError when DOCKER_HOST is none. */
export async function engineProblem(dockerHost: string | null): Promise<string | null> {
  try {
    await connectDocker(dockerHost).ping();
    return null;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return describeError(error);
  }
}

/**
 * What is wrong with the FETTLE_SANDBOX_RUNTIME setting, in one sentence; null when the engine knows that runtime, when
 * none is set, or when no engine answers, which is said elsewhere.
 */
export async function runtimeProblem(dockerHost: string | null, runtime: string | null): Promise<string | null> {
  if (runtime === null) return null;
  const info = (await connectDocker(dockerHost)
    .info()
    .catch(() => null)) as { Runtimes?: Record<string, unknown> } | null;
  if (info === null) return null;
  const known = Object.keys(info.Runtimes ?? {});
  if (known.includes(runtime)) return null;
  const names = known.filter((name) => !name.startsWith('io.containerd.')).toSorted();
  return `FETTLE_SANDBOX_RUNTIME is wrong: the engine knows no runtime ${runtime}. It knows ${names.join(', ') || 'none by name'}: install ${runtime} and name it in the engine's daemon.json, or correct the setting.`;
}

/** One sentence: what is wrong, and the command for this kind of machine. */
export function whatToDo(problem: string, dockerHost: string | null, platform: string = process.platform): string {
  if (dockerHost !== null)
    return `No Docker engine answers at DOCKER_HOST=${dockerHost} (${problem}): start it or correct the setting.`;
  if (platform === 'darwin')
    return `No Docker engine answers (${problem}): start Docker Desktop with "open -a Docker".`;
  if (/EACCES/.test(problem)) {
    return 'The Docker engine runs and this user may not use it: run "sudo usermod -aG docker $USER" and log in again.';
  }
  if (platform === 'linux') {
    return `No Docker engine answers (${problem}): run "sudo apt-get install -y docker.io && sudo systemctl start docker" or your system's equivalent.`;
  }
  return `No Docker engine answers (${problem}): install and start Docker.`;
}

async function isInstalled(program: string): Promise<boolean> {
  return run('sh', ['-c', `command -v ${program}`]).then(
    () => true,
    () => false,
  );
}

async function install(): Promise<void> {
  // Without systemd the package would start the engine by its init script, which fails where limits can't be raised, and
  // the installation with it; in "runlevel 1" it isn't asked to.
  const quiet: Record<string, string> = (await hasSystemd()) ? {} : { RUNLEVEL: '1' };
  const env = wholeEnvironment({ DEBIAN_FRONTEND: 'noninteractive', ...quiet });
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  const argv = ['install', '-y', '--no-install-recommends', 'docker.io', 'iptables'];
  try {
    await run('apt-get', argv, options).catch(async () => {
      // A fresh machine has no package lists yet.
      await run('apt-get', ['update'], options);
      await run('apt-get', argv, options);
    });
  } catch (cause) {
    if (await isInstalled('dockerd')) return;
    throw new UserError(
      'The Docker engine could not be installed: run "apt-get install docker.io" and read what it says.',
      { cause },
    );
  }
}

function hasSystemd(): Promise<boolean> {
  return stat('/run/systemd/system').then(
    () => true,
    () => false,
  );
}

/** By systemd where it runs; elsewhere in the background, since Debian's init script asks for limits containers don't give. */
async function start(): Promise<void> {
  if (await hasSystemd()) {
    await run('systemctl', ['start', 'docker']).catch(() => {});
    return;
  }
  const log = await open(LOG, 'a');
  try {
    const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', log.fd, log.fd] });
    daemon.on('error', () => {});
    daemon.unref();
  } finally {
    await log.close();
  }
}
