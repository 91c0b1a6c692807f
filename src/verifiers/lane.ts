import type { Sandbox } from '../sandbox/types.ts';
import { runCheck, type Seen } from './run-check.ts';
import { type Mismatch, Toolchain } from './toolchain-check.ts';
import type { Check, VerifyContext } from './types.ts';

/** One sandbox in which checks run one after the other. */
export class Lane {
  readonly sandbox: Sandbox;
  readonly #context: VerifyContext;
  readonly #toolchain: Toolchain;
  readonly #layered: boolean;

  constructor(sandbox: Sandbox, context: VerifyContext, layered: boolean) {
    this.sandbox = sandbox;
    this.#context = context;
    this.#layered = layered;
    this.#toolchain = new Toolchain(sandbox, context.signal);
  }

  mismatch(check: Check): Promise<Mismatch | null> {
    return this.#toolchain.mismatch(check, this.#env(check));
  }

  run(check: Check): Promise<Seen> {
    return runCheck(this.sandbox, { ...check, env: this.#env(check) }, this.#context.signal);
  }

  #env(check: Check): Readonly<Record<string, string>> {
    return this.#layered ? { ...check.env, ...check.layerEnv } : { ...check.env };
  }
}
