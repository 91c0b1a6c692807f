import { expect, test } from '@jest/globals';
import { differenceOf, newcombe } from '../../../src/evals/online/difference.ts';
import { metricsOf } from '../../../src/evals/online/experiment-report.ts';
import { seededRandom } from '../../../src/evals/statistics/random.ts';
import { wilson } from '../../../src/evals/statistics/wilson.ts';

test("the interval of a difference is Newcombe's, by his own example", () => {
  const found = newcombe(wilson(48, 80), wilson(56, 70));
  expect(found?.estimate).toBeCloseTo(0.2, 12);
  expect(found?.low).toBeCloseTo(0.0524, 4);
  expect(found?.high).toBeCloseTo(0.3339, 4);
  expect(newcombe(wilson(0, 0), wilson(1, 2))).toBeNull();
});

/** Runs with this chance of going right. */
function series(random: () => number, chance: number, n = 300): boolean[] {
  return Array.from({ length: n }, () => random() < chance);
}

test('without a difference the test rejects in at most 5 of 100 experiments that are looked at after each run', () => {
  const random = seededRandom(7);
  const experiments = Array.from({ length: 2000 }, () => differenceOf(series(random, 0.7), series(random, 0.7)));
  expect(experiments.filter(({ shown }) => shown).length).toBeLessThanOrEqual(100);
});

test('a large difference is found, and stays found when more runs blur it', () => {
  const random = seededRandom(8);
  const found = Array.from({ length: 200 }, () => differenceOf(series(random, 0.6), series(random, 0.85)));
  expect(found.filter(({ shown }) => shown).length).toBeGreaterThan(180);
  const [a, b] = [series(random, 0.3, 100), series(random, 0.9, 100)];
  const blurred = differenceOf([...a, ...series(random, 0.9, 100)], [...b, ...series(random, 0.3, 100)]);
  expect(blurred.eValue.now).toBeLessThan(blurred.eValue.highest);
  expect(blurred.shown).toBe(true);
});

test('a metric says worse where more is worse, and nothing where there are too few runs', () => {
  const verdicts = (a: string, b: string) => metricsOf(a, b, false).map(({ verdict }) => verdict);
  expect(verdicts('g'.repeat(99), 'c'.repeat(99)).slice(0, 2)).toEqual(['worse', 'worse']);
  expect(verdicts('gc', 'gg').slice(0, 2)).toEqual(['too few runs to tell', 'too few runs to tell']);
  expect(verdicts('', 'gg')[0]).toBe('too few runs to tell');
  const even = 'gggggggggc'.repeat(100);
  expect(verdicts(even, even)[0]).toBe('no difference shown');
});
