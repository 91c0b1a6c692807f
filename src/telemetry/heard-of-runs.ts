import type { Run, RunEvent } from '../runs/types.ts';
import type { Tracing } from './tracing.ts';
import type { Metrics, RunEnded } from './types.ts';

/** Listens to the timelines of runs: what they say is counted, and at its end a run is counted and its trace closed. */
export function heardOfRuns(
  metrics: Metrics | null,
  tracing: Tracing | null,
): (run: Run, event: Pick<RunEvent, 'kind' | 'data'>) => void {
  return (run, { kind, data }) => {
    metrics?.runSaid(kind);
    if (kind !== 'ended') return;
    // The last line of a timeline comes with the outcome.
    const outcome = data as RunEnded;
    metrics?.runEnded(outcome);
    tracing?.runEnded(run, outcome, {
      'fettle.repository': `${run.repo.owner}/${run.repo.name}`,
      'fettle.issue': run.issue,
      ...(run.prNumber === null ? {} : { 'fettle.pull_request': run.prNumber }),
    });
  };
}
