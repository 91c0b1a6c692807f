import type { TestTally } from './counts.ts';

/** On success: what ran, how many, how long, in one line. */
export function successLine(hint: string | undefined, tools: readonly string[], tally: TestTally): string {
  const who = tools.slice(0, 3).join(', ') || hint || 'command';
  const { passed, skipped, failed } = tally.counts;
  if ((tally.seen || tally.none) && passed + failed === 0)
    return `${who}: no test was run${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  if (!tally.seen) return `${who}: passed`;
  return `${who}: ${passed} ${passed === 1 ? 'test' : 'tests'} passed${skipped > 0 ? `, ${skipped} skipped` : ''}${tally.took ? ` in ${tally.took}` : ''}`;
}

/** What an exit code alone tells. */
const CODES: Readonly<Record<number, string>> = {
  124: 'timed out',
  126: 'command not executable',
  127: 'command not found',
  130: 'interrupted',
  132: 'killed by SIGILL',
  134: 'aborted, SIGABRT',
  136: 'killed by SIGFPE',
  137: 'killed by SIGKILL, often out of memory',
  139: 'segmentation fault, SIGSEGV',
  143: 'terminated by SIGTERM',
};

/** On failure: the heading above what follows. */
export function failureLine(
  hint: string | undefined,
  tools: readonly string[],
  tally: TestTally,
  exitCode: number | null,
): string {
  const { passed, failed } = tally.counts;
  const meaning =
    exitCode === null
      ? ' (no exit code: killed or timed out)'
      : CODES[exitCode]
        ? ` (exit ${exitCode}: ${CODES[exitCode]})`
        : '';
  if (tally.seen && failed > 0) return `${failed} of ${passed + failed} tests failed${meaning}`;
  const who = tools.slice(0, 3).join(', ') || hint || 'command';
  return `${who} failed${meaning || ` (exit ${exitCode})`}`;
}
