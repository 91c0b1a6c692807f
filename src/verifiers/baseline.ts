import type { DependencyLayer, InstallSpec, Sandbox } from '../sandbox/types.ts';
import type { OnBase } from './report.ts';
import { runCheck } from './run-check.ts';
import type { Check, Plan, VerifyContext } from './types.ts';

/** What is known of base, by check id. Valid for one base commit and plan; whoever keeps it saves the second run. */
export type BaselineMemo = Map<string, OnBase>;

/**
 * Base, run only when a red check asks for it, in a sandbox of its own. A check first gets what its component's build
 * makes, as it has it on the tree.
 */
export class Baseline {
  readonly #plan: Plan;
  readonly #base: string;
  readonly #context: VerifyContext;
  readonly #memo: BaselineMemo;
  #sandbox: Sandbox | null | undefined;
  readonly #built = new Set<string>();

  constructor(plan: Plan, base: string, context: VerifyContext, memo: BaselineMemo = new Map()) {
    this.#plan = plan;
    this.#base = base;
    this.#context = context;
    this.#memo = memo;
  }

  async of(check: Check): Promise<OnBase> {
    const known = this.#memo.get(check.id);
    if (known !== undefined) return known;
    const sandbox = await this.#open();
    if (sandbox === null) return 'no_install';
    if (check.phase === 'test') {
      const builds = this.#plan.checks.filter((it) => it.phase === 'build' && it.verifier !== 'custom');
      for (const build of builds) await this.#run(sandbox, build);
    }
    return this.#run(sandbox, check);
  }

  /** Base with its dependencies; null when those can't be installed. */
  sandbox(): Promise<Sandbox | null> {
    return this.#open();
  }

  async #run(sandbox: Sandbox, check: Check): Promise<OnBase> {
    // A build already known from an earlier verification still has to be made in this sandbox.
    if (this.#built.has(check.id)) return this.#memo.get(check.id) as OnBase;
    this.#built.add(check.id);
    this.#context.onProgress({ kind: 'preparing', what: `${check.id} on the base commit` });
    const seen = await runCheck(sandbox, check, this.#context.signal);
    this.#memo.set(check.id, seen);
    return seen;
  }

  async #open(): Promise<Sandbox | null> {
    if (this.#sandbox !== undefined) return this.#sandbox;
    const layers = await prepareAll(this.#plan.installs, this.#context);
    this.#sandbox = Array.isArray(layers) ? await this.#context.open(this.#base, layers, 'baseline') : null;
    return this.#sandbox;
  }

  async close(): Promise<void> {
    await this.#sandbox?.close();
    this.#sandbox = undefined;
  }
}

export interface FailedInstall {
  spec: InstallSpec;
  result: Extract<Awaited<ReturnType<VerifyContext['prepare']>>, { status: 'failed' }>;
}

/** All dependency layers, or the first install that failed. */
export async function prepareAll(
  installs: readonly InstallSpec[],
  context: VerifyContext,
): Promise<DependencyLayer[] | FailedInstall> {
  const layers: DependencyLayer[] = [];
  for (const spec of installs) {
    context.onProgress({ kind: 'preparing', what: `dependencies of ${spec.cwd === '' ? 'the project' : spec.cwd}` });
    const result = await context.prepare(spec);
    context.signal.throwIfAborted();
    if (result.status === 'failed') return { spec, result };
    layers.push(result.layer);
  }
  return layers;
}
