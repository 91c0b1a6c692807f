import { SandboxGone } from '../sandbox/exec.ts';
import type { Sandbox } from '../sandbox/types.ts';
import { distilling } from './distil/distil.ts';
import { runCheck, type Seen } from './run-check.ts';
import { type Mismatch, Toolchain } from './toolchain-check.ts';
import type { Check, VerifyContext } from './types.ts';

/**
 * A place in which checks run one after the other: one sandbox, and a fresh one with the same tree after a check that
 * may have left the old one unfit. What was built there is then built again.
 */
export class Lane {
  readonly #open: () => Promise<Sandbox>;
  readonly #context: VerifyContext;
  readonly #layered: boolean;
  readonly #builds: Check[] = [];
  #sandbox: Sandbox;
  #toolchain: Toolchain;
  #state: 'fresh' | 'used' | 'spoilt' = 'fresh';

  static async open(open: () => Promise<Sandbox>, context: VerifyContext, layered: boolean): Promise<Lane> {
    return new Lane(open, await open(), context, layered);
  }

  private constructor(open: () => Promise<Sandbox>, sandbox: Sandbox, context: VerifyContext, layered: boolean) {
    this.#open = open;
    this.#sandbox = sandbox;
    this.#context = context;
    this.#layered = layered;
    this.#toolchain = new Toolchain(sandbox, context.signal);
  }

  get sandbox(): Sandbox {
    return this.#sandbox;
  }

  async mismatch(check: Check): Promise<Mismatch | null> {
    if (this.#state === 'spoilt') await this.#renew();
    return this.#toolchain.mismatch(check, this.#env(check));
  }

  async run(check: Check): Promise<Seen> {
    if (this.#state === 'spoilt') await this.#renew();
    const before = this.#state;
    let seen = await this.#run(check);
    // Room that an earlier check has used up says nothing about this one; neither does a sandbox that ended under it.
    if (seen === null || (before === 'used' && seen.distilled.couldNotRun === 'disk_full')) {
      await this.#renew();
      seen = (await this.#run(check)) ?? ended();
    }
    if (check.phase === 'build' && seen.exitCode === 0 && !this.#builds.includes(check)) this.#builds.push(check);
    return seen;
  }

  /** Null when the sandbox ended under the check, as when the last of its memory is taken. */
  async #run(check: Check): Promise<Seen | null> {
    try {
      const { signal, keepRaw } = this.#context;
      const seen = await runCheck(this.#sandbox, { ...check, env: this.#env(check) }, signal, keepRaw);
      this.#state = spoils(seen) ? 'spoilt' : 'used';
      return seen;
    } catch (error) {
      this.#context.signal.throwIfAborted();
      if (!(error instanceof SandboxGone)) throw error;
      this.#state = 'spoilt';
      return null;
    }
  }

  async #renew(): Promise<void> {
    // Nobody waits for the engine; what it can't remove goes with the next sweep.
    this.#sandbox.close().catch(() => {});
    this.#sandbox = await this.#open();
    this.#toolchain = new Toolchain(this.#sandbox, this.#context.signal);
    this.#state = 'fresh';
    for (const build of this.#builds) await this.#run(build);
  }

  #env(check: Check): Readonly<Record<string, string>> {
    return this.#layered ? { ...check.env, ...check.layerEnv } : { ...check.env };
  }
}

/** Whether processes were ended by force, or there is no room left: files are half written, or fill the disk. */
const spoils = ({ status, exitCode, distilled }: Seen): boolean =>
  status !== 'exited' || (exitCode ?? 0) > 128 || distilled.couldNotRun === 'disk_full';

/** A check that twice took its sandbox with it: the kernel does that to whoever takes all memory. */
const ended = (): Seen => ({
  status: 'out_of_memory',
  exitCode: null,
  distilled: distilling().end({ exitCode: null }),
  durationMs: 0,
});
