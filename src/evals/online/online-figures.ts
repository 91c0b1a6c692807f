import { type EvalOutcome, outcomeRates, type OutcomeRates } from '../outcome.ts';
import { roganGladen } from '../statistics/judge-corrected.ts';
import { type Rate, wilson } from '../statistics/wilson.ts';
import type { EndedGroup, Judged } from './ended-runs.ts';
import { outcomeOfEnded } from './evidence.ts';
import { letterOf } from './experiment-runs.ts';
import type { JudgeErrors } from './judge-errors.ts';

/** Of verdicts, and what they say of the changes behind them once the judge's errors are known. */
export function judgeFigures(verdicts: readonly Judged[], errors: JudgeErrors) {
  const of = (verdict: Judged['verdict']) =>
    verdicts.filter((it) => it.verdict === verdict).reduce((sum, it) => sum + it.verdicts, 0);
  const vetoes = wilson(of('veto'), of('veto') + of('approve'));
  return {
    approved: of('approve'),
    vetoed: of('veto'),
    abstained: of('abstain'),
    vetoes,
    bad: roganGladen({ vetoed: vetoes, ...errors.counted }),
  };
}

export interface OnlineRates extends OutcomeRates {
  /** CI was green or people merged it, and nobody is known to have found it wrong. */
  green: Rate;
}

export function ratesOf(groups: readonly EndedGroup[]): OnlineRates {
  const rates = outcomeRates(
    groups.flatMap((group) => {
      const outcome = outcomeOfEnded(group);
      return Array.from({ length: group.runs }, (): EvalOutcome => outcome);
    }),
  );
  const green = groups.filter((group) => letterOf(group) === 'g').reduce((sum, { runs }) => sum + runs, 0);
  return { ...rates, green: wilson(green, rates.n) };
}
