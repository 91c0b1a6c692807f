import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { git } from '../state/git.ts';

/** What a job needs to reach the machine's package registry; nothing else of our environment reaches it. */
const PASSED_ON =
  /^(PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|https?_proxy|no_proxy|npm_config_(registry|cafile|cache))$/i;

export interface Checkout {
  folder: string;
  env: Record<string, string>;
  remove: () => Promise<void>;
}

/** A commit on disk with its own shallow `.git`, as actions/checkout leaves it, and a home folder for the job. */
export async function checkOut(gitDir: string, sha: string, below: string): Promise<Checkout> {
  await mkdir(below, { recursive: true });
  const root = await mkdtemp(join(below, 'job-'));
  const folder = join(root, 'work');
  const home = join(root, 'home');
  await mkdir(folder);
  await mkdir(home);
  const inner = join(folder, '.git');
  await git(inner, ['init', '--quiet', folder]);
  await git(inner, ['fetch', '--quiet', '--depth=1', gitDir, sha]);
  await git(inner, ['--work-tree', folder, 'checkout', '--quiet', '--detach', 'FETCH_HEAD']);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && PASSED_ON.test(name)) env[name] = value;
  }
  env.npm_config_userconfig = join(homedir(), '.npmrc');
  env.HOME = home;
  return { folder, env, remove: async () => await rm(root, { recursive: true, force: true, maxRetries: 3 }) };
}

export interface CommandEnd {
  exitCode: number | null;
  timedOut: boolean;
}

/** Runs one step like Actions does: `bash -e`, both streams as they come, the whole process group killed at the end. */
export async function runStep(
  command: string,
  options: {
    cwd: string;
    env: Record<string, string>;
    timeoutMs: number;
    signal: AbortSignal;
    onOutput: (text: string) => void;
  },
): Promise<CommandEnd> {
  const { cwd, env, timeoutMs, signal, onOutput } = options;
  const child = spawn('bash', ['-e', '-c', command], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const killAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended by itself.
    }
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killAll();
  }, timeoutMs);
  signal.addEventListener('abort', killAll, { once: true });
  child.stdout.setEncoding('utf8').on('data', onOutput);
  child.stderr.setEncoding('utf8').on('data', onOutput);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', killAll); // what a step leaves behind would hold the pipes open
      child.on('close', resolve);
    });
    return { exitCode, timedOut };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', killAll);
  }
}
