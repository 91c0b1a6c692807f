import type { CommandResult, Sandbox } from '../sandbox/types.ts';
import { distil } from './distil/distil.ts';
import type { Check, Distilled } from './types.ts';

/** Kept of a check's output before it is distilled: head and tail of 4 MiB together. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/** Tools behave as in CI (no watch mode, no prompt) and print no colour codes. */
const CHECK_ENV = { CI: 'true', NO_COLOR: '1', TERM: 'dumb' };

/** What running one check on one tree showed. */
export interface Seen {
  status: CommandResult['status'];
  exitCode: number | null;
  distilled: Distilled;
  durationMs: number;
}

/** Runs one check and distils its output. Throws the signal's reason when the run was cancelled. */
export async function runCheck(sandbox: Sandbox, check: Check, signal: AbortSignal): Promise<Seen> {
  const result = await sandbox.run({
    argv: check.argv,
    cwd: check.cwd,
    env: { ...CHECK_ENV, ...check.env },
    timeoutMs: check.timeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal,
  });
  signal.throwIfAborted();
  const distilled = await distil(result.output, {
    exitCode: result.exitCode,
    ...(check.tool === undefined ? {} : { tool: check.tool }),
  });
  return { status: result.status, exitCode: result.exitCode, distilled, durationMs: result.durationMs };
}
