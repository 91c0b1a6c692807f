import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');
const GIT = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];

/** A person's checkout with real git, in a folder of its own. */
export class Checkout {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** With everything committed; `files` null leaves it without git. */
  static async make(files: Record<string, string>, git = true): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), 'fettle-cli-')));
    for (const [path, content] of Object.entries(files)) await checkout.write(path, content);
    if (git) {
      checkout.git('init', '-q');
      checkout.commit('first');
    }
    return checkout;
  }

  async write(path: string, content: string): Promise<void> {
    const full = join(this.dir, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
  }

  git(...args: string[]): string {
    return execFileSync('git', [...GIT, ...args], { cwd: this.dir, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-qm', message);
  }

  read = (path: string): string => readFileSync(join(this.dir, path), 'utf8');
  has = (path: string): boolean => existsSync(join(this.dir, path));

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }

  start(args: string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [FETTLE, ...args], { cwd: this.dir, env: { ...process.env, ...env } });
  }

  /** The command as a person's shell would run it. */
  async fettle(args: string[], stdin = ''): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = this.start(args);
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const code = await new Promise<number | null>((done) => child.on('close', done));
    return { code, ...out };
  }
}

/** A repository whose one check is a shell command. */
export const checkedBy = (run: string, more: Record<string, string> = {}): Record<string, string> => ({
  '.github/fettle.yml': `verifiers: [{ name: ok, run: ${JSON.stringify(run)} }]\n`,
  ...more,
});

export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

/** Waits for something that a child process does; a test's own time limit ends it. */
export async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(20);
}

/**
 * A command that starts children which would outlive it: one in its process group, one in a session of its own whose
 * parent is gone. Their ids are in `pids` once all are there.
 */
export const HANGS =
  'trap "" TERM; sleep 300 & echo $! > .git/pids.new; (setsid bash -c "echo \\$\\$ >> .git/pids.new; exec sleep 300" </dev/null >/dev/null 2>&1 &); ' +
  'while [ $(wc -l < .git/pids.new) -lt 2 ]; do sleep 0.05; done; echo $$ >> .git/pids.new; mv .git/pids.new .git/pids; wait';

export async function hangingProcesses(checkout: Checkout): Promise<number[]> {
  await until(() => checkout.has('.git/pids'));
  return checkout.read('.git/pids').trim().split('\n').map(Number);
}
