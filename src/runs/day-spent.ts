import type { RunParts } from './parts.ts';
import type { Run } from './types.ts';

/** Why no more money may be spent on the run's repository today, in words for people; null while it may. */
export async function daySpent(run: Run, { store, settings }: RunParts): Promise<string | null> {
  const cost = await store.costOfDay(run.repo);
  const most = settings.maxCostUsdPerDay;
  if (cost < most) return null;
  return `Runs of this repository have cost $${cost.toFixed(2)} in 24 hours, and the limit is $${most.toFixed(2)} (FETTLE_MAX_COST_USD_PER_DAY).`;
}
