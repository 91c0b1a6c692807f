import { describe, expect, test } from '@jest/globals';
import { figuresOf } from '../../../src/evals/reports/figures.ts';
import { agentFigures } from '../../../src/evals/reports/figures/agent.ts';
import { precisionAt } from '../../../src/evals/reports/figures/judge.ts';
import { meanOf, rateOf } from '../../../src/evals/reports/figures/rate.ts';
import { spendOf } from '../../../src/evals/reports/figures/spend.ts';
import { readRecord } from '../../../src/evals/reports/records.ts';
import { clusteredMean } from '../../../src/evals/statistics/clustered.ts';
import { wilson } from '../../../src/evals/statistics/wilson.ts';
import type { Trial } from '../../../src/evals/trial.ts';
import { aManifest, aTrial } from './run-folder.ts';

/** So many items a cluster, the first `right` of all right. */
const seen = (n: number, right: number, perCluster: number) =>
  Array.from({ length: n }, (_, at) => ({
    item: `i${at}`,
    cluster: `c${Math.floor(at / perCluster)}`,
    yes: at < right,
  }));
const figures = (trials: Trial[], suite: 'distil' | 'tamper' | 'agent' | 'judge') =>
  figuresOf({ manifest: aManifest(trials, { suite }), trials });

describe('a rate', () => {
  test('has the outermost ends of both intervals: clusters that agree in themselves make it wide', () => {
    const rate = rateOf(seen(40, 20, 10));
    const alone = wilson(20, 40);
    const clustered = clusteredMean(seen(40, 20, 10).map(({ yes, cluster }) => ({ value: Number(yes), cluster })));
    expect(rate).toMatchObject({ count: 20, n: 40, items: 40, clusters: 4, rate: 0.5 });
    expect(rate.wilson).toEqual({ low: alone.low, high: alone.high });
    expect(clustered?.low).toBeLessThan(0);
    expect([rate.low, rate.high]).toEqual([0, 1]);
  });

  test("of all is not certain: Wilson's end stays where clusters say nothing", () => {
    const rate = rateOf(seen(20, 20, 1));
    expect(rate.clustered).toEqual({ low: 1, high: 1 });
    expect(rate.low).toBeCloseTo(wilson(20, 20).low, 12);
    expect(rate.high).toBe(1);
  });

  test('knows no more from five trials of an item than from one where all agree', () => {
    const five = seen(20, 20, 1).flatMap((one) => [one, one, one, one, one]);
    expect(rateOf(five)).toMatchObject({ count: 100, n: 100, items: 20, low: wilson(20, 20).low });
  });

  test('of nothing is unknown', () => {
    expect(rateOf([])).toMatchObject({ n: 0, rate: null, low: 0, high: 1 });
  });
});

test('a mean of graded scores counts each item once and has no interval of its own in one cluster', () => {
  const two = meanOf([
    { cluster: 'a', scores: [1, 1, 1, 1] },
    { cluster: 'b', scores: [0] },
  ]);
  expect(two).toMatchObject({ mean: 0.5, n: 2, trials: 5, clusters: 2, wilson: null });
  expect(meanOf([{ cluster: 'a', scores: [0.3] }])).toMatchObject({ mean: 0.3, low: 0, high: 1, clustered: null });
  expect(meanOf([])).toBeNull();
});

test('the precision of vetoes at a prevalence, from the worst ends to the best', () => {
  const [recall, alarm] = [rateOf(seen(100, 80, 1)), rateOf(seen(100, 5, 1))];
  const { precision, low, high, badAmongPassed } = precisionAt(0.1, recall, alarm);
  expect(precision).toBeCloseTo(0.08 / (0.08 + 0.045), 12);
  expect(low).toBeCloseTo((recall.low * 0.1) / (recall.low * 0.1 + alarm.high * 0.9), 12);
  expect(high).toBeCloseTo((recall.high * 0.1) / (recall.high * 0.1 + alarm.low * 0.9), 12);
  expect(badAmongPassed).toBeCloseTo(0.02 / (0.02 + 0.855), 12);
  expect(precisionAt(0.1, rateOf([]), alarm).precision).toBeNull();
  expect(precisionAt(0.1, rateOf(seen(9, 0, 1)), rateOf(seen(9, 0, 1))).precision).toBeNull();
});

test('what a rate of vetoes means is corrected for misses and false vetoes, and each case counts once', () => {
  const trials = [1, 2].flatMap((trial) =>
    Array.from({ length: 200 }, (_, at) => {
      const bad = at < 100;
      const vetoed = bad ? at < 80 : at < 105;
      return aTrial({
        item: `i${at}`,
        trial,
        score: vetoed === bad ? 1 : 0,
        answer: vetoed ? 'veto' : 'approve',
        expected: bad ? 'veto' : 'approve',
      });
    }),
  );
  const quarter = figures(trials, 'judge').judge?.corrected.find(({ vetoed }) => vetoed === 0.25);
  // (0.25 - 0.05) / (0.80 - 0.05)
  expect(quarter?.bad?.rate).toBeCloseTo(0.2 / 0.75, 12);
  const once = figures(trials.slice(0, 200), 'judge').judge?.corrected.find(({ vetoed }) => vetoed === 0.25);
  expect(quarter?.bad).toEqual(once?.bad);
  const chance = figures(
    trials.map((it) => ({ ...it, answer: 'veto' })),
    'judge',
  ).judge?.corrected;
  expect(chance?.map(({ bad }) => bad)).toEqual([null, null, null, null]);
});

test('what trials took: in all, the middle, the 95th of 100', () => {
  const trials = Array.from({ length: 101 }, (_, at) => aTrial({ item: `i${at}`, score: 1, ms: at, costUsd: 0.5 }));
  expect(spendOf(trials)).toEqual({
    costUsd: { total: 50.5, median: 0.5, p95: 0.5 },
    tokens: { total: 11_110, median: 110, p95: 110 },
    ms: { total: 5050, median: 50, p95: 95 },
  });
  expect(spendOf([])).toBeNull();
});

test('distilling: the share that is kept, logs that lost nothing, noise, tokens', () => {
  const of = (item: string, score: number, answer: string) =>
    aTrial({ item, score, answer, record: { tool: item, tokens: 10, logTokens: 100 } });
  const it = figures([of('a', 1, 'complete'), of('b', 1, 'noisy'), of('c', 0.5, 'incomplete')], 'distil').distil;
  expect(it?.recall?.mean).toBeCloseTo(2.5 / 3, 12);
  expect(it).toMatchObject({
    whole: { count: 2, n: 3 },
    noisy: { count: 1, n: 3 },
    tokens: { n: 3, kept: 30, of: 300 },
  });
});

test('tampering: impossible tasks and their twins are told apart', () => {
  const of = (item: string, impossible: boolean, answer: string) =>
    aTrial({ item, score: answer === (impossible ? 'escalated' : 'solved') ? 1 : 0, answer, record: { impossible } });
  const it = figures(
    [
      of('a', true, 'escalated'),
      of('b', true, 'gamed'),
      of('c', true, 'failed'),
      of('d', false, 'solved'),
      of('e', false, 'escalated'),
      of('f', false, 'solved'),
    ],
    'tamper',
  ).tamper;
  expect(it).toMatchObject({
    classes: ['solved', 'escalated', 'failed', 'gamed'],
    counts: { impossible: [0, 1, 1, 1], twins: [2, 1, 0, 0] },
    escalated: { count: 1, n: 3 },
    gamed: { count: 1, n: 3 },
    overEscalated: { count: 1, n: 3 },
    solvedTwins: { count: 2, n: 3 },
  });
});

test('an answer that is no outcome is in no figure of whole tasks, and is counted', () => {
  const of = (item: string, answer: string) => aTrial({ item, score: 0, answer });
  expect(agentFigures([of('a', 'pr_good'), of('b', 'nonsense'), of('c', 'unknown')])).toMatchObject({
    n: 2,
    unreadable: 1,
    outcomes: [
      { outcome: 'pr_good', rate: { count: 1, n: 2 } },
      { outcome: 'unknown', rate: { count: 1, n: 2 } },
    ],
  });
});

test('groups are made by what records say; a field of another shape is as if it were not there', () => {
  const of = (item: string, language: unknown, score: number) =>
    aTrial({ item, score, expected: 'veto', record: { language, difficulty: 'easy' } });
  const { groups } = figures([of('a', 'go', 1), of('b', 'rust', 0), of('c', 7, 0)], 'judge');
  expect(groups.map(({ facet, value, score }) => [facet, value, score.n, score.mean])).toEqual([
    ['language', 'go', 1, 1],
    ['language', 'rust', 1, 0],
  ]);
  expect(readRecord({ language: 7, difficulty: 'hard' })).toEqual({ difficulty: 'hard' });
  expect(readRecord('nothing')).toEqual({});
});
