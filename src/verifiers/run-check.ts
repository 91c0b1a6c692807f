import { CappedOutput } from '../sandbox/output.ts';
import type { CommandResult, Sandbox } from '../sandbox/types.ts';
import { distilling } from './distil/distil.ts';
import type { Check, Distilled, RawOutput } from './types.ts';

/** Kept of a check's output where it is read as data; the distiller sees all of it as it comes. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/** Kept of a raw log for people: how it begins and, most of it, how it ends. */
const RAW_HEAD_BYTES = 64 * 1024;
const RAW_TAIL_BYTES = 1024 * 1024;

/** Tools behave as in CI (no watch mode, no prompt) and print no colour codes. */
const CHECK_ENV = { CI: 'true', NO_COLOR: '1', TERM: 'dumb' };

/** What running one check on one tree showed. */
export interface Seen {
  status: CommandResult['status'];
  exitCode: number | null;
  distilled: Distilled;
  /** What it printed; kept only where it is read as data, as lists of tests are. */
  output?: string;
  durationMs: number;
}

/** Runs one check and distils its output, which `keepRaw` is given as it came. Throws the signal's reason when the run was cancelled. */
export async function runCheck(
  sandbox: Sandbox,
  check: Check,
  signal: AbortSignal,
  keepRaw?: (raw: RawOutput) => void,
): Promise<Seen> {
  const distiller = distilling();
  const raw = keepRaw === undefined ? null : new CappedOutput(RAW_HEAD_BYTES + RAW_TAIL_BYTES, RAW_HEAD_BYTES);
  const result = await sandbox.run({
    argv: check.argv,
    cwd: check.cwd,
    env: { ...CHECK_ENV, ...check.env },
    timeoutMs: check.timeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    onOutput: (chunk) => {
      distiller.push(chunk);
      raw?.add(chunk);
    },
    signal,
  });
  signal.throwIfAborted();
  const { status, exitCode, durationMs } = result;
  if (raw !== null) {
    const { total: bytes, cut } = raw;
    keepRaw?.({ check: check.id, onBase: false, status, exitCode, durationMs, text: raw.text(), bytes, cut });
  }
  const distilled = distiller.end({ exitCode, ...(check.tool === undefined ? {} : { tool: check.tool }) });
  const output = check.argv === check.collect ? { output: result.output } : {};
  return { status, exitCode, distilled, durationMs, ...output };
}
