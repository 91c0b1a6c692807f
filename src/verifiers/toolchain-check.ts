import type { Sandbox } from '../sandbox/types.ts';
import { printedVersion, satisfies } from './toolchain.ts';
import type { Check, CouldNotRunReason, ToolNeed } from './types.ts';

const PROBE_TIMEOUT_MS = 60_000;

export interface Mismatch {
  reason: CouldNotRunReason;
  summary: string;
}

/** Asks a sandbox once per tool and folder which version is there. */
export class Toolchain {
  readonly #sandbox: Sandbox;
  readonly #signal: AbortSignal;
  readonly #present = new Map<string, string | null>();

  constructor(sandbox: Sandbox, signal: AbortSignal) {
    this.#sandbox = sandbox;
    this.#signal = signal;
  }

  /** What keeps a check from telling anything: a tool that is not there, or not in the version that base asks for. */
  async mismatch(check: Check, env: Readonly<Record<string, string>>): Promise<Mismatch | null> {
    for (const need of check.needs ?? []) {
      const present = await this.#version(need, check.cwd, env);
      const wanted = `${need.from} asks for ${need.tool} ${need.wanted}`;
      if (present === null) return { reason: 'tool_missing', summary: `${wanted}, and there is no ${need.tool} here` };
      if (!satisfies(present, need.range)) {
        return { reason: 'toolchain', summary: `${wanted}, and ${present} is what is here` };
      }
    }
    return null;
  }

  async #version(need: ToolNeed, cwd: string, env: Readonly<Record<string, string>>): Promise<string | null> {
    const key = JSON.stringify([need.probe, cwd, env]);
    const known = this.#present.get(key);
    if (known !== undefined) return known;
    const command = { argv: need.probe, cwd, env, timeoutMs: PROBE_TIMEOUT_MS, maxOutputBytes: 16 * 1024 };
    const printed = await this.#sandbox.run({ ...command, signal: this.#signal }).catch(() => null);
    this.#signal.throwIfAborted();
    const version = printed?.exitCode === 0 ? printedVersion(printed.output) : null;
    this.#present.set(key, version);
    return version;
  }
}
