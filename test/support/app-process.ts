import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export type Command = 'start' | 'web' | 'worker';

/** The app, or one role of it, as a process: started as an operator starts it. */
export class AppProcess {
  readonly command: Command;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #log = '';

  constructor(command: Command, cwd: string, env: Record<string, string>) {
    this.command = command;
    this.#child = spawn(process.execPath, [resolve(import.meta.dirname, '../../bin/fettle.mjs'), command], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    this.#ended = new Promise((done) => this.#child.once('exit', done));
    const keep = (chunk: Buffer) => (this.#log += chunk.toString());
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get log(): string {
    return this.#log;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The port it listens on, as it says itself; 0 until then. */
  get port(): number {
    return Number(/listening on http:\/\/[^:]+:(\d+)/.exec(this.#log)?.[1] ?? 0);
  }

  /** Until it takes webhooks, or until it takes runs. Throws when it ends before. */
  async ready(): Promise<void> {
    if (this.command === 'worker') return await this.#until(() => this.#log.includes('ready for work'), 'to be ready');
    await this.#until(() => this.port !== 0, 'to listen');
    await this.#until(async () => (await fetch(`http://127.0.0.1:${this.port}/ping`)).ok, 'to answer /ping');
  }

  async #until(probe: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (const deadline = Date.now() + 60_000; ; await new Promise((done) => setTimeout(done, 30))) {
      const holds = await Promise.resolve()
        .then(probe)
        .catch(() => false);
      if (holds) return;
      if (Date.now() > deadline || !this.isAlive)
        throw new Error(
          `waited in vain for \`${this.command}\` ${what}; it ${this.isAlive ? 'runs' : 'has ended'}:\n${this.#log}`,
        );
    }
  }

  /** `SIGKILL`, as a machine that loses power, or `SIGTERM`, as an operator. Resolves when the process is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.isAlive) return;
    this.#child.kill(signal);
    await this.#ended;
  }
}
