import { ALL_OUTCOMES, type EvalOutcome, isInfra, outcomeRates, outcomeText } from '../../outcome.ts';
import type { Trial } from '../../trial.ts';
import { readRecord } from '../records.ts';
import { type RateFigure, rateOf } from './rate.ts';
import { type Spread, spread } from './spend.ts';

export interface AgentFigures {
  /** All but what infrastructure, cancelling and tasks that do not apply took away. */
  n: number;
  outcomes: { outcome: string; rate: RateFigure }[];
  infra: RateFigure;
  cancelled: number;
  notApplicable: number;
  /** Trials whose answer is no outcome that we know; in nothing else. */
  unreadable: number;
  /** Lines changed over the lines of the smallest right change known, where the change is right. */
  editSize: (Pick<Spread, 'median' | 'p95'> & { n: number }) | null;
  /** Of trials that the judge vetoed at least once, those that came to a right change all the same. */
  correctedAfterVeto: RateFigure;
}

const OUTCOMES = new Map<string, EvalOutcome>(ALL_OUTCOMES.map((outcome) => [outcomeText(outcome), outcome]));

/** Of all trials of whole tasks, those that infrastructure took away included. */
export function agentFigures(trials: readonly Trial[]): AgentFigures {
  const known = trials.flatMap((trial) => {
    const outcome = OUTCOMES.get(trial.answer);
    return outcome === undefined ? [] : [{ trial, outcome }];
  });
  const rates = outcomeRates(known.map(({ outcome }) => outcome));
  const counted = known.filter(({ outcome }) => !isAside(outcome));
  const tried = known.filter(({ outcome }) => isInfra(outcome) || !isAside(outcome));
  const rate = (of: typeof known, yes: (outcome: EvalOutcome) => boolean) =>
    rateOf(of.map(({ trial, outcome }) => ({ item: trial.item, cluster: trial.cluster, yes: yes(outcome) })));
  const good = counted.filter(({ outcome }) => outcome.kind === 'pr_good');
  const sizes = good.flatMap(({ trial }) => {
    const { editLines, minEditLines } = readRecord(trial.record);
    return typeof editLines === 'number' && minEditLines ? [editLines / minEditLines] : [];
  });
  return {
    n: rates.n,
    outcomes: rates.rates.map(({ outcome }) => ({ outcome, rate: rate(counted, (it) => outcomeText(it) === outcome) })),
    infra: rate(tried, isInfra),
    cancelled: rates.cancelled,
    notApplicable: rates.notApplicable,
    unreadable: trials.length - known.length,
    editSize: sizes.length === 0 ? null : sizeOf(sizes),
    correctedAfterVeto: rate(
      counted.filter(({ trial }) => (readRecord(trial.record).vetoes ?? 0) > 0),
      (outcome) => outcome.kind === 'pr_good',
    ),
  };
}

function sizeOf(sizes: readonly number[]): AgentFigures['editSize'] {
  const { median, p95 } = spread(sizes);
  return { n: sizes.length, median, p95 };
}

/** Not in the denominator of outcomes. */
const isAside = (outcome: EvalOutcome): boolean =>
  isInfra(outcome) || outcome.kind === 'cancelled' || outcome.kind === 'not_applicable';
