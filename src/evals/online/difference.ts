import { unpairedEValues } from '../statistics/always-valid.ts';
import { type Interval, type Rate, wilson } from '../statistics/wilson.ts';

/** 20 rejects at 5 %, on whatever day it is looked at. */
const REJECTS = 20;

export interface Difference {
  a: Rate;
  b: Rate;
  /** B less A, for a day that was fixed beforehand; null where an arm has no runs. */
  difference: (Interval & { estimate: number }) | null;
  /** Now, and the most it has ever been: that counts, since a test that once rejected stays so. */
  eValue: { now: number; highest: number };
  /** Runs that the test has used: pairs of one run an arm, in the order in which they ended. */
  pairs: number;
  shown: boolean;
}

/** Whether something happened in each run of an arm, in the order in which the runs ended. */
export type Series = readonly boolean[];

/** Two arms whose runs are not the same ones. Takes runs as independent. */
export function differenceOf(a: Series, b: Series): Difference {
  const pairs = Math.min(a.length, b.length);
  const eValues = unpairedEValues(
    Array.from({ length: pairs }, (_, at) => ({ a: a[at] as boolean, b: b[at] as boolean })),
  );
  const [rateA, rateB] = [rateOf(a), rateOf(b)];
  const highest = eValues.reduce((most, it) => Math.max(most, it), 1);
  return {
    a: rateA,
    b: rateB,
    difference: newcombe(rateA, rateB),
    eValue: { now: eValues.at(-1) ?? 1, highest },
    pairs,
    shown: highest >= REJECTS,
  };
}

const rateOf = (series: Series): Rate => wilson(series.filter(Boolean).length, series.length);

/** B less A with the interval that Newcombe (1998) calls number 10: the two Wilson intervals, combined. */
export function newcombe(a: Rate, b: Rate): (Interval & { estimate: number }) | null {
  if (a.rate === null || b.rate === null) return null;
  const estimate = b.rate - a.rate;
  return {
    estimate,
    low: estimate - Math.hypot(b.rate - b.low, a.high - a.rate),
    high: estimate + Math.hypot(b.high - b.rate, a.rate - a.low),
  };
}
