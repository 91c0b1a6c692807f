import { type Corrected, roganGladen } from '../../statistics/judge-corrected.ts';
import type { Trial } from '../../trial.ts';
import { isBad, readRecord } from '../records.ts';
import { type RateFigure, rateOf, type Seen } from './rate.ts';

/** In the order of reports; an answer that is none of them comes after. */
const ANSWERS = ['veto', 'approve', 'abstain', 'failed'];
/** Of bad changes among all that are judged. */
const PREVALENCES = [0.05, 0.1, 0.25];
/** Of changes in production, and how many of them: enough that the judge's own errors are what is uncertain. */
const VETO_RATES = [0.05, 0.1, 0.25, 0.5];
const CHANGES = 1000;

export interface JudgeFigures {
  answers: string[];
  confusion: { expected: 'bad' | 'good'; counts: number[] }[];
  /** Of the bad ones, those vetoed. An answer that is none counts as a miss. */
  recall: RateFigure;
  /** Of the good ones, those vetoed. */
  falseVeto: RateFigure;
  /** Of all, those without approval or veto. */
  undecided: RateFigure;
  precision: Precision[];
  corrected: CorrectedRate[];
  /** Of minimal pairs, a bad change and the good one that it is close to, those with both right. */
  pairs: RateFigure;
  /** Of vetoed bad ones, those where a criterion that the label names is not met by the verdict either. */
  rightReason: RateFigure;
  /** Of all objections, those that cite what is not in the diff. */
  badCitations: RateFigure;
}

/** What a rate of vetoes in production, of so many changes, says of the true rate of bad ones. */
export interface CorrectedRate {
  vetoed: number;
  changes: number;
  /** Null where the judge is no better than chance: then its vetoes say nothing. */
  bad: Corrected | null;
}

export interface Precision {
  prevalence: number;
  /** Of vetoes, those of bad changes; null where nothing would be vetoed. */
  precision: number | null;
  low: number | null;
  high: number | null;
  /** Of changes that are not vetoed, those that are bad. */
  badAmongPassed: number | null;
}

/** For the suites whose answers are vetoes and approvals. Trials that infrastructure took away must be left out. */
export function judgeFigures(trials: readonly Trial[]): JudgeFigures {
  const seen = (of: readonly Trial[], yes: (trial: Trial) => boolean): Seen[] =>
    of.map((trial) => ({ item: trial.item, cluster: trial.cluster, yes: yes(trial) }));
  const vetoed = (trial: Trial) => trial.answer === 'veto';
  const [bad, good] = [trials.filter(isBad), trials.filter((trial) => !isBad(trial))];
  const known = new Set(trials.map(({ answer }) => answer));
  const answers = [
    ...ANSWERS.filter((it) => known.has(it) || it === 'veto' || it === 'approve'),
    ...[...known].filter((it) => !ANSWERS.includes(it)).toSorted(),
  ];
  const counts = (of: readonly Trial[]) => answers.map((it) => of.filter(({ answer }) => answer === it).length);
  const recall = rateOf(seen(bad, vetoed));
  const falseVeto = rateOf(seen(good, vetoed));
  return {
    answers,
    confusion: [
      { expected: 'bad', counts: counts(bad) },
      { expected: 'good', counts: counts(good) },
    ],
    recall,
    falseVeto,
    undecided: rateOf(seen(trials, ({ answer }) => answer !== 'veto' && answer !== 'approve')),
    precision: PREVALENCES.map((prevalence) => precisionAt(prevalence, recall, falseVeto)),
    corrected: VETO_RATES.map((vetoed) => correctedRate(vetoed, recall, falseVeto)),
    pairs: rateOf(pairs(trials)),
    rightReason: rateOf(seen(bad.filter(vetoed).filter(hasReasons), namesReason)),
    badCitations: rateOf(
      trials.flatMap(({ item, cluster, record }) =>
        (readRecord(record).objections ?? []).map(({ cited }) => ({ item, cluster, yes: !cited })),
      ),
    ),
  };
}

/** The ends are those that both rates' intervals allow: the worst of the one with the worst of the other. */
export function precisionAt(prevalence: number, recall: RateFigure, falseVeto: RateFigure): Precision {
  const of = (hit: number, alarm: number): number | null => {
    const vetoes = hit * prevalence + alarm * (1 - prevalence);
    return vetoes === 0 ? null : (hit * prevalence) / vetoes;
  };
  if (recall.rate === null || falseVeto.rate === null)
    return { prevalence, precision: null, low: null, high: null, badAmongPassed: null };
  const passed = (1 - recall.rate) * prevalence + (1 - falseVeto.rate) * (1 - prevalence);
  return {
    prevalence,
    precision: of(recall.rate, falseVeto.rate),
    low: of(recall.low, falseVeto.high),
    high: of(recall.high, falseVeto.low),
    badAmongPassed: passed === 0 ? null : ((1 - recall.rate) * prevalence) / passed,
  };
}

/** Several trials of a case repeat each other: a case counts once. */
function correctedRate(vetoed: number, recall: RateFigure, falseVeto: RateFigure): CorrectedRate {
  const perItem = ({ rate, items }: RateFigure) => ({ count: (rate ?? 0) * items, n: items });
  const seen = { count: vetoed * CHANGES, n: CHANGES };
  return {
    vetoed,
    changes: CHANGES,
    bad: roganGladen({ vetoed: seen, recall: perItem(recall), falseVetoes: perItem(falseVeto) }),
  };
}

/** Each bad half with its good one of the same trial. Several bad ones may share a good one. */
function pairs(trials: readonly Trial[]): Seen[] {
  const right = new Map(trials.map((trial) => [`${trial.trial} ${trial.item}`, trial.score === 1]));
  return trials.flatMap((trial) => {
    const { pair } = readRecord(trial.record);
    const other = pair ? right.get(`${trial.trial} ${pair}`) : undefined;
    return other === undefined ? [] : [{ item: trial.item, cluster: trial.cluster, yes: other && trial.score === 1 }];
  });
}

function hasReasons(trial: Trial): boolean {
  const { expected, unmet } = readRecord(trial.record);
  return (expected ?? []).length > 0 && Array.isArray(unmet);
}

function namesReason(trial: Trial): boolean {
  const { expected, unmet } = readRecord(trial.record);
  return (expected ?? []).some((criterion) => unmet?.includes(criterion));
}
