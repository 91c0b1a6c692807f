import { createHash } from 'node:crypto';

/**
 * A run is one trace, whoever carries it out: its ids follow from the run's, so that attempts days later and in other
 * workers join the same trace without anything being stored.
 */
export function traceIdsOf(runId: string): { traceId: string; spanId: string } {
  const hash = createHash('sha256').update(`fettle.run ${runId}`).digest('hex');
  return { traceId: hash.slice(0, 32), spanId: hash.slice(32, 48) };
}
