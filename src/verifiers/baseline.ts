import type { DependencyLayer, InstallSpec } from '../sandbox/types.ts';
import { join } from './components.ts';
import { Lane } from './lane.ts';
import { verifierOf } from './list.ts';
import { recallKey } from './recall.ts';
import type { OnBase } from './report.ts';
import type { Seen } from './run-check.ts';
import { usedBy } from './select.ts';
import type { Check, Failure, Plan, VerifyContext } from './types.ts';

/** What is known of base. Valid for one base commit and plan; whoever keeps it saves the second run. */
export type BaselineMemo = Map<string, OnBase>;

/** More failures than this are not named one by one to a tool: base then runs the whole check. */
const MAX_NARROWED = 50;

/**
 * Base, run only when a red check asks for it, in a sandbox of its own, and then only what failed where the tool can
 * select it. A test first gets what its component's builds make, as it has it on the tree. Lanes that ask at the same
 * time take turns.
 */
export class Baseline {
  readonly #plan: Plan;
  readonly #base: string;
  readonly #context: VerifyContext;
  readonly #memo: BaselineMemo;
  #layers: Promise<DependencyLayer[] | null> | undefined;
  #lane: Promise<Lane | null> | undefined;
  readonly #built = new Map<string, Promise<Seen>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(plan: Plan, base: string, context: VerifyContext, memo: BaselineMemo = new Map()) {
    this.#plan = plan;
    this.#base = base;
    const { keepRaw } = context;
    this.#context =
      keepRaw === undefined ? context : { ...context, keepRaw: (raw) => keepRaw({ ...raw, onBase: true }) };
    this.#memo = memo;
  }

  /** How base stands on a check of which `failures` were seen on the tree. */
  of(check: Check, failures: readonly Failure[]): Promise<OnBase> {
    return this.#inTurn(async () => {
      if (this.#memo.get(check.id) === undefined && failures.length > 0 && failures.length <= MAX_NARROWED) {
        const narrowed = verifierOf(check.verifier)?.narrow?.(check, failures) ?? null;
        const some = narrowed === null ? null : await this.#recalled(narrowed);
        if (some === 'no_install') return some;
        if (some !== null && (await this.#conclusive(check, some, failures))) return some;
      }
      return this.#recalled(check);
    });
  }

  /** What a command shows on base, e.g. which tests there are. Null when nothing can be installed there. */
  async look(check: Check): Promise<Seen | null> {
    const seen = await this.#inTurn(() => this.#recalled(check));
    return seen === 'no_install' ? null : seen;
  }

  /** Base with its dependencies; null when those can't be installed. */
  async lane(): Promise<Lane | null> {
    return this.#open();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #recalled(check: Check): Promise<OnBase> {
    const name = `${check.id}\0${check.argv.join('\0')}`;
    const known = this.#memo.get(check.id) ?? this.#memo.get(name);
    if (known !== undefined) return known;
    const layers = await this.#prepare();
    if (layers === null) return 'no_install';
    const { memory } = this.#context;
    const files = this.#context.files(this.#base);
    const key =
      memory === undefined ? null : await recallKey('base', check, { plan: this.#plan, files, layers, more: null });
    const stored = key === null ? null : ((await memory?.get(key)) as Seen | null);
    const seen = stored ?? (await this.#run(check));
    if (seen === 'no_install') return seen;
    this.#memo.set(check.argv === this.#planned(check)?.argv ? check.id : name, seen);
    // A time-out may be the machine's fault, so it is asked for again by the next run.
    if (key !== null && stored === null && seen.status === 'exited') await memory?.set(key, seen);
    return seen;
  }

  /**
   * A narrowed run tells something when the tests ran and passed, or failed in the same way. That no such test was found
   * is only believed where base has not even the file: a tool may select otherwise than we think.
   */
  async #conclusive(check: Check, seen: Seen, failures: readonly Failure[]): Promise<boolean> {
    if (seen.status !== 'exited') return false;
    const { tests, couldNotRun, failures: onBase } = seen.distilled;
    const keys = new Set(failures.map((failure) => failure.key));
    if (onBase.some((failure) => keys.has(failure.key))) return true;
    if (couldNotRun !== 'no_tests' && (tests === undefined || tests.passed + tests.failed > 0))
      return seen.exitCode === 0;
    const paths = new Set(await this.#context.files(this.#base).list());
    return failures.every(({ file }) => file !== undefined && !paths.has(file) && !paths.has(join(check.cwd, file)));
  }

  #planned(check: Check): Check | undefined {
    return this.#plan.checks.find((it) => it.id === check.id);
  }

  async #run(check: Check): Promise<OnBase> {
    const lane = await this.#open();
    if (lane === null) return 'no_install';
    if (check.phase === 'test') {
      const used = usedBy(this.#plan.uses ?? [], check.component);
      const builds = this.#plan.checks.filter((it) => it.phase === 'build' && it.verifier !== 'custom');
      for (const build of builds) {
        if (check.verifier === 'custom' || build.component === check.component || used.has(build.component))
          await this.#build(lane, build);
      }
    }
    return check.phase === 'build' ? this.#build(lane, check) : this.#look(lane, check);
  }

  #build(lane: Lane, build: Check): Promise<Seen> {
    let seen = this.#built.get(build.id);
    if (seen === undefined) this.#built.set(build.id, (seen = this.#look(lane, build)));
    return seen;
  }

  #look(lane: Lane, check: Check): Promise<Seen> {
    this.#context.onProgress({ kind: 'preparing', what: `${check.id} on the base commit` });
    return lane.run(check);
  }

  #prepare(): Promise<DependencyLayer[] | null> {
    this.#layers ??= prepareAll(this.#plan.installs, this.#context).then((it) => (Array.isArray(it) ? it : null));
    return this.#layers;
  }

  #open(): Promise<Lane | null> {
    this.#lane ??= this.#prepare().then(async (layers) => {
      if (layers === null) return null;
      const open = () => this.#context.open(this.#base, layers, 'baseline');
      return Lane.open(open, this.#context, layers.length > 0);
    });
    return this.#lane;
  }

  async close(): Promise<void> {
    const lane = await this.#lane?.catch(() => null);
    await lane?.sandbox.close();
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
