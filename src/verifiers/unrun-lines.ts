import { inComponent } from './components.ts';
import type { Lane } from './lane.ts';
import { verifierOf } from './list.ts';
import type { Check, Report } from './types.ts';

/** Tests that took longer are not run once more for a fact that blocks nothing. */
const MAX_MS = 2 * 60_000;
const READ_MS = 60_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * Which lines of the changed files a green check's tests did not run, by running them once more with the tool's own
 * means: what it does to the tests can then change no result. Undefined where the tool can't tell, or takes too long.
 */
export async function unrunLines(
  check: Check,
  report: Report,
  it: { lane: Lane; changedPaths: ReadonlySet<string>; signal: AbortSignal },
): Promise<Report['unrun']> {
  const paths = [...it.changedPaths].filter((path) => inComponent(check.component, path)).sort();
  if (report.durationMs > MAX_MS || paths.length === 0) return undefined;
  const measure = verifierOf(check.verifier)?.measure?.(check, paths) ?? null;
  if (measure === null) return undefined;
  const timeoutMs = Math.min(check.timeoutMs, 3 * MAX_MS);
  const seen = await it.lane.run({ ...measure.check, id: `${check.id} (lines)`, timeoutMs });
  if (seen.status !== 'exited') return undefined;
  const read = await it.lane.sandbox.run({
    argv: measure.read,
    timeoutMs: READ_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal: it.signal,
  });
  it.signal.throwIfAborted();
  if (read.status !== 'exited' || read.truncated) return undefined;
  const known = measure.unrun(read.stdout.toString('utf8'));
  return known.size === 0 ? undefined : Object.fromEntries(known);
}
