export interface Load {
  running: number;
  concurrency: number;
  /** Of all trials of this run that have ended, in this process or before it. */
  ended: number;
  spentUsd: number;
  budgetUsd: number | null;
}

/**
 * Whether the next trial may start. With a budget, a trial is taken to cost what one has cost on average, and those that
 * run are counted as if they had ended; until the first has ended nothing is known, and one runs alone.
 */
export function mayStart({ running, concurrency, ended, spentUsd, budgetUsd }: Load): 'start' | 'wait' | 'over_budget' {
  if (running >= concurrency) return 'wait';
  if (budgetUsd === null) return 'start';
  if (ended === 0) return running === 0 ? 'start' : 'wait';
  const expected = spentUsd + (spentUsd / ended) * (running + 1);
  // Sums of cents are not exact.
  if (spentUsd < budgetUsd && expected <= budgetUsd + 1e-9) return 'start';
  return running === 0 ? 'over_budget' : 'wait';
}
