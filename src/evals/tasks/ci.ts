import type { CommandResult } from '../../sandbox/types.ts';
import { distil } from '../../verifiers/distil/distil.ts';
import type { CouldNotRunReason, Distilled, Failure } from '../../verifiers/types.ts';
import type { Rooms } from './rooms.ts';

/** What CI made of a tree. `infra` is the machine's fault and nobody else's. */
export type Ci = { state: 'none' } | { state: 'green' } | { state: 'red'; why: CiRed; summary: string; text: string };

export type CiRed = 'code' | 'flaky' | 'base_red' | 'environment' | 'infra';

/** One run of CI, as far as the diagnosis looks at it. */
export interface CiRun {
  /** Null where the command did not come to its own end: too slow, too much memory. */
  exitCode: number | null;
  failures: readonly Failure[];
  couldNotRun?: CouldNotRunReason;
  summary: string;
  text: string;
}

export interface CiSpec {
  argv: readonly string[];
  rooms: Rooms;
  baseTree: string;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * A task's CI on a tree, each time in a room of its own: once more when it is red, and then on base to see whose fault it
 * is. Which time it is the command can tell by GITHUB_RUN_ATTEMPT, as on GitHub's own machines.
 */
export async function runCi(spec: CiSpec, tree: string): Promise<Ci> {
  try {
    const first = await ciRun(spec, tree, 1);
    if (first.exitCode === 0) return { state: 'green' };
    const second = await ciRun(spec, tree, 2);
    const base = second.exitCode === 0 ? null : await ciRun(spec, spec.baseTree, 1);
    return diagnoseCi(first, second, base);
  } catch (error) {
    spec.signal.throwIfAborted();
    const summary = error instanceof Error ? error.message : String(error);
    return { state: 'red', why: 'infra', summary: `CI could not be run: ${summary}`, text: '' };
  }
}

/** No edit of the code makes these go away, where base has them too. */
const NOT_OF_THE_CODE: ReadonlySet<CouldNotRunReason> = new Set([
  'tool_missing',
  'toolchain',
  'needs_service',
  'needs_platform',
  'registry_unreachable',
  'install_failed',
]);
/** What a shell says of a command that is not there, or can't be started. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127]);

/** Why CI is red on a change: `base` is null where the second run was green. Pure. */
export function diagnoseCi(first: CiRun, second: CiRun, base: CiRun | null): Exclude<Ci, { state: 'none' | 'green' }> {
  const red = (why: CiRed, { summary, text }: CiRun): ReturnType<typeof diagnoseCi> => ({
    state: 'red',
    why,
    summary,
    text,
  });
  if (second.exitCode === 0 || base === null) return red('flaky', first);
  if (second.couldNotRun === 'disk_full' && base.couldNotRun === 'disk_full') return red('infra', second);
  if (base.exitCode === 0) return red('code', second);
  const outside = (run: CiRun) =>
    run.exitCode === null ||
    NOT_STARTED.has(run.exitCode) ||
    (run.couldNotRun !== undefined && NOT_OF_THE_CODE.has(run.couldNotRun));
  if (outside(base)) return red(outside(second) ? 'environment' : 'code', second);
  const known = new Set(base.failures.map(({ key }) => key));
  return red(second.failures.every(({ key }) => known.has(key)) && !outside(second) ? 'base_red' : 'code', second);
}

async function ciRun(spec: CiSpec, tree: string, attempt: number): Promise<CiRun> {
  const ran = await spec.rooms.within(tree, (sandbox) =>
    sandbox.run({
      argv: spec.argv,
      env: { CI: 'true', GITHUB_RUN_ATTEMPT: String(attempt) },
      timeoutMs: spec.timeoutMs,
      signal: spec.signal,
    }),
  );
  spec.signal.throwIfAborted();
  return asRun(ran, await distil(ran.output, { exitCode: ran.exitCode }));
}

function asRun(ran: CommandResult, { failures, couldNotRun, summary, text }: Distilled): CiRun {
  const ended = ran.status === 'exited' ? summary : `CI ${ran.status.replaceAll('_', ' ')}`;
  return {
    exitCode: ran.exitCode,
    failures,
    summary: ended,
    text,
    ...(couldNotRun === undefined ? {} : { couldNotRun }),
  };
}
