import type { Trial } from '../../trial.ts';
import { passAtK, passPowerK } from '../../statistics/pass-at-k.ts';
import { type MeanFigure, meanOf } from './rate.ts';

/** What several trials of each item say. */
export interface Repeats {
  k: number;
  /** For 1, 2, ... up to k: that at least one of so many trials is right, and that all are. */
  passes: { k: number; atLeastOne: MeanFigure; all: MeanFigure }[];
  /** Items with fewer than k trials that gave an answer: not in `passes`. */
  leftOut: number;
  /** The chance that two trials of one item have the same answer. Null where no item has two. */
  agreement: MeanFigure | null;
}

/** More are not shown; the last one always is. */
const SHOWN = [1, 2, 3, 5, 10];

/** Null for one trial an item. Passing is a score of 1; trials without a score are left out. */
export function repeatsOf(trials: readonly Trial[], k: number): Repeats | null {
  if (k < 2) return null;
  const items = [
    ...Map.groupBy(
      trials.filter(({ score }) => score !== null),
      ({ item }) => item,
    ).values(),
  ];
  const whole = items.filter((one) => one.length >= k);
  const mean = (of: (n: number, right: number) => number | null) =>
    meanOf(
      whole.map((one) => ({
        cluster: one[0]?.cluster ?? '',
        scores: [of(one.length, one.filter(({ score }) => score === 1).length) ?? 0],
      })),
    );
  const passes = [...new Set([...SHOWN.filter((size) => size < k), k])].flatMap((size) => {
    const atLeastOne = mean((n, right) => passAtK(n, right, size));
    const all = mean((n, right) => passPowerK(n, right, size));
    return atLeastOne === null || all === null ? [] : [{ k: size, atLeastOne, all }];
  });
  const repeated = items.filter((one) => one.length >= 2);
  return {
    k,
    passes,
    leftOut: new Set(trials.map(({ item }) => item)).size - whole.length,
    agreement: meanOf(repeated.map((one) => ({ cluster: one[0]?.cluster ?? '', scores: [sameAnswer(one)] }))),
  };
}

/** Of all pairs of an item's trials, the share with one answer. */
function sameAnswer(trials: readonly Trial[]): number {
  const counts = [...Map.groupBy(trials, ({ answer }) => answer).values()].map(({ length }) => length);
  const pairs = (n: number) => (n * (n - 1)) / 2;
  return counts.reduce((sum, n) => sum + pairs(n), 0) / pairs(trials.length);
}
