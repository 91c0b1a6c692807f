import type { Corrected, Counted } from '../statistics/judge-corrected.ts';
import { type Rate, wilson } from '../statistics/wilson.ts';

/** One diff that was drawn for an audit. */
export interface Audited {
  verdict: 'approve' | 'veto';
  /** How many verdicts of its kind it stands for. */
  weight: number;
  /** Null: the auditor could not tell. `open`: nobody has answered yet. */
  label: 'good' | 'bad' | null | 'open';
}

export interface JudgeErrors {
  answered: number;
  open: number;
  unsure: number;
  /** Of vetoed changes, those that auditors found good; of approved ones, those that they found bad. */
  goodAmongVetoed: Rate;
  badAmongApproved: Rate;
  /** Of good changes, those that were vetoed; of bad ones, those that were approved. Null without a change of that kind. */
  falseVetoes: Corrected | null;
  misses: Corrected | null;
  /** For `roganGladen`: the same as counts out of as many independent cases as the audits are worth. */
  counted: { recall: Counted; falseVetoes: Counted };
}

/**
 * How often the judge is wrong, from what auditors said of verdicts drawn at random within each kind. Who could not tell
 * is left out, which is right when that says nothing of the answer.
 */
export function judgeErrors(audits: readonly Audited[]): JudgeErrors {
  const of = (label: Audited['label']) => audits.filter((it) => it.label === label);
  const vetoed = stratum(audits, 'veto', 'good');
  const approved = stratum(audits, 'approve', 'bad');
  const falseVetoes = shareOf(vetoed, complement(approved));
  const misses = shareOf(approved, complement(vetoed));
  return {
    answered: audits.length - of('open').length,
    open: of('open').length,
    unsure: of(null).length,
    goodAmongVetoed: vetoed.rate,
    badAmongApproved: approved.rate,
    falseVetoes,
    misses,
    counted: {
      recall: worth(of('bad'), misses === null ? null : 1 - misses.rate),
      falseVetoes: worth(of('good'), falseVetoes?.rate ?? null),
    },
  };
}

/** Changes of one verdict: how many there are, and the rate of one label among them. */
interface Stratum {
  total: number;
  rate: Rate;
}

function stratum(audits: readonly Audited[], verdict: Audited['verdict'], label: 'good' | 'bad'): Stratum {
  const drawn = audits.filter((it) => it.verdict === verdict);
  const told = drawn.filter((it) => it.label === 'good' || it.label === 'bad');
  const weight = sum(told);
  const n = independent(told);
  const share = weight === 0 ? 0 : sum(told.filter((it) => it.label === label)) / weight;
  return { total: sum(drawn), rate: wilson(Math.min(n, share * n), n) };
}

const complement = ({ total, rate }: Stratum): Stratum => ({ total, rate: wilson(rate.n - rate.count, rate.n) });

const sum = (audits: readonly Audited[]): number => audits.reduce((total, { weight }) => total + weight, 0);

/** Kish's effective size of a weighted sample, rounded down. */
function independent(audits: readonly Audited[]): number {
  const squares = audits.reduce((total, { weight }) => total + weight ** 2, 0);
  return squares === 0 ? 0 : Math.floor(sum(audits) ** 2 / squares + 1e-9);
}

function worth(audits: readonly Audited[], rate: number | null): Counted {
  const n = rate === null ? 0 : independent(audits);
  return { count: (rate ?? 0) * n, n };
}

/**
 * The part of a in a + b, each a known total times an estimated rate. The interval is that of all shares for which the
 * difference (1 - share) a - share b may be 0, by the method of variance estimates recovery from the two Wilson intervals
 * (Zou and Donner 2008).
 */
export function shareOf(a: Stratum, b: Stratum): Corrected | null {
  if (a.rate.rate === null || b.rate.rate === null) return null;
  const [inA, inB] = [a.total * a.rate.rate, b.total * b.rate.rate];
  if (inA + inB === 0) return null;
  const bound = (side: 'low' | 'high') =>
    crossing((share) => {
      const centre = (1 - share) * inA - share * inB;
      const [towards, away] = side === 'high' ? (['high', 'low'] as const) : (['low', 'high'] as const);
      const half = Math.hypot(
        (1 - share) * a.total * ((a.rate.rate as number) - a.rate[towards]),
        share * b.total * ((b.rate.rate as number) - b.rate[away]),
      );
      return side === 'high' ? centre + half : centre - half;
    });
  return { rate: inA / (inA + inB), low: bound('low'), high: bound('high') };
}

/** Where a function that falls from above 0 to below it, on [0, 1], crosses it. */
function crossing(of: (x: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (of(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
