import { describe, expect, test } from '@jest/globals';
import { pairedEValue, unpairedEValues } from '../../../src/evals/statistics/always-valid.ts';
import { clusteredMean } from '../../../src/evals/statistics/clustered.ts';
import {
  chiSquareTail,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
  zOf,
} from '../../../src/evals/statistics/distributions.ts';
import { errorCorrelation } from '../../../src/evals/statistics/error-correlation.ts';
import { predictionPowered, roganGladen } from '../../../src/evals/statistics/judge-corrected.ts';
import { holm, mcnemar } from '../../../src/evals/statistics/mcnemar.ts';
import { passAtK, passPowerK } from '../../../src/evals/statistics/pass-at-k.ts';
import { leastDetectable, pairedItems, unpairedItems } from '../../../src/evals/statistics/power.ts';
import { sampleRatio } from '../../../src/evals/statistics/sample-ratio.ts';
import { logGamma } from '../../../src/evals/statistics/special-functions.ts';
import { wilson } from '../../../src/evals/statistics/wilson.ts';

/**
 * The expected values were computed apart from this code: with 40 digits (mpmath) or as exact fractions (Python's
 * fractions), each from the formula that the source in the function's docstring gives.
 */
const near = (actual: number | null | undefined, expected: number) => {
  expect(actual).not.toBeNull();
  expect(Math.abs((actual as number) - expected)).toBeLessThan(1e-9);
};

describe('distributions', () => {
  test('are right to 1e-9', () => {
    near(zOf(0.95), 1.959963984540054);
    for (const [p, z] of [
      [0.8, 0.841621233572914],
      [0.001, -3.09023230616781],
      [0.999, 3.09023230616781],
      [0.3, -0.524400512708041],
      [0.5, 0],
    ] as const)
      near(normalQuantile(p), z);
    near(normalCdf(-3.5), 0.000232629079035525);
    near(normalCdf(1.1), 0.864333939053617);
    near(normalCdf(0.2), 0.579259709439103);
    near(studentCdf(2.2, 4), 0.953673664910183);
    near(studentCdf(0.3, 11), 0.615114821055314);
    near(studentCdf(5, 30), 0.999988351657266);
    near(studentQuantile(0.975, 4), 2.77644510519779);
    near(studentQuantile(0.975, 1), 12.7062047361747);
    near(studentQuantile(0.975, 39), 2.02269092003676);
    near(studentQuantile(0.9, 7), 1.41492392765051);
    near(chiSquareTail(3.841, 1), 0.0500136837639567);
    near(chiSquareTail(10.5, 3), 0.0147608971439907);
    near(chiSquareTail(0.2, 2), 0.90483741803596);
    near(chiSquareTail(60, 4), 2.90086312034045e-12);
    near(logGamma(0.3), 1.09579799481808);
    near(logGamma(7.25), 7.05218545073854);
    near(logGamma(100), 359.1342053695754);
  });

  test('refuse what is no probability', () => {
    expect(() => normalQuantile(1)).toThrow(RangeError);
    expect(() => wilson(5, 4)).toThrow(RangeError);
  });
});

describe('rates', () => {
  test.each([
    [5, 100, 0.021543679154368, 0.111750469231919],
    [20, 400, 0.0325974298371473, 0.0759636350637196],
    [1, 10, 0.0178762130950729, 0.404150026795238],
    [81, 263, 0.255288519878274, 0.3662095769828],
    [9, 10, 0.595849973204762, 0.982123786904927],
  ])("Wilson's interval of %i of %i", (count, n, low, high) => {
    near(wilson(count, n).low, low);
    near(wilson(count, n).high, high);
  });

  test('know nothing without items, and never leave 0 to 1', () => {
    expect(wilson(0, 0)).toEqual({ count: 0, n: 0, rate: null, low: 0, high: 1 });
    expect(wilson(0, 7).low).toBe(0);
    expect(wilson(7, 7).high).toBe(1);
  });

  test('cluster their error', () => {
    const items = ['1a', '0a', '1b', '1b', '0c', '1d', '0d', '0d'].map((text) => ({
      value: Number(text[0]),
      cluster: text.slice(1),
    }));
    const mean = clusteredMean(items);
    near(mean?.mean, 0.5);
    near(mean?.standardError, 0.176776695296637);
    near(mean?.low, 0.5 - 3.18244630528371 * 0.176776695296637);
    expect(clusteredMean(items.filter(({ cluster }) => cluster === 'a'))).toBeNull();
  });

  test('of k trials: at least one, and all', () => {
    near(passAtK(10, 3, 3), 1 - 35 / 120);
    near(passPowerK(10, 3, 2), 3 / 45);
    expect(passAtK(5, 5, 5)).toBe(1);
    expect(passPowerK(5, 2, 3)).toBe(0);
    expect(passAtK(2, 1, 3)).toBeNull();
  });
});

describe('comparisons', () => {
  test.each([
    [5, 15, 0.0413894653320313],
    [0, 6, 0.03125],
    [3, 3, 1],
    [0, 0, 1],
    [59, 6, 4.96465032712862e-12],
    [121, 59, 4.43444926375518e-6],
    [1000, 900, 0.0231088451089011],
  ])("McNemar's exact test of %i against %i", (a, b, p) => near(mcnemar(a, b), p));

  test('Holm takes the smallest p-value by the number of arms, the next by one less, and never falls', () => {
    const adjusted = holm([0.04, 0.01, 0.03, 0.005]);
    for (const [index, expected] of [0.06, 0.03, 0.06, 0.02].entries()) near(adjusted[index], expected);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  test('e-values', () => {
    near(pairedEValue(0, 8), 28.4444444444444);
    near(pairedEValue(5, 15), 3.22060052091012);
    near(pairedEValue(10, 10), 0.270260183572877);
    // By hand: the first block bets nothing (1/2 each); in the second a is 3/4, b is 1/4, the middle 1/2.
    const [first, second] = unpairedEValues([
      { a: true, b: false },
      { a: true, b: false },
    ]);
    near(first, 1);
    near(second, (0.75 * 0.75) / 0.25);
  });

  test('the split between arms', () => {
    near(sampleRatio([520, 480]).p, 0.205903210732068);
    expect(sampleRatio([5200, 4800])).toEqual({ p: expect.closeTo(6.33e-5, 6), broken: true });
    expect(sampleRatio([900, 100], [9, 1])).toEqual({ p: 1, broken: false });
  });
});

describe("the judge's own errors", () => {
  test('a quarter vetoed, with recall 0.8 and 5 % false vetoes, means 26.7 % bad', () => {
    const corrected = roganGladen({
      vetoed: { count: 250, n: 1000 },
      recall: { count: 80, n: 100 },
      falseVetoes: { count: 5, n: 100 },
    });
    near(corrected?.rate, 4 / 15);
    near(corrected?.low, 0.19653460830307);
    near(corrected?.high, 0.326342447346661);
    const strict = roganGladen({
      vetoed: { count: 250, n: 1000 },
      recall: { count: 80, n: 100 },
      falseVetoes: { count: 10, n: 100 },
    });
    near(strict?.rate, 0.15 / 0.7);
  });

  test('a judge no better than chance says nothing', () => {
    const chance = { count: 50, n: 100 };
    expect(roganGladen({ vetoed: chance, recall: chance, falseVetoes: chance })).toBeNull();
    expect(roganGladen({ vetoed: chance, recall: chance, falseVetoes: { count: 0, n: 0 } })).toBeNull();
  });

  test('labels of people on some move the mean and its error', () => {
    const labelled = [
      [1, 1],
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ].map(([judged, label]) => ({ judged: judged as number, label: label as number }));
    const mean = predictionPowered([1, 0, 0, 1, 1, 0, 0, 0], labelled);
    near(mean?.rate, 0.375);
    near(mean?.high, 0.375 + 0.716076919809405);
  });

  test('errors that come together', () => {
    const errors = errorCorrelation({ both: 30, agentOnly: 10, judgeOnly: 12, neither: 50 });
    near(errors.phi, 0.552017664847917);
    near(errors.againstIndependence, (30 * 102) / (40 * 42));
    expect(errorCorrelation({ both: 0, agentOnly: 0, judgeOnly: 3, neither: 7 }).phi).toBeNull();
  });
});

describe('power', () => {
  test('in pairs: 5 points at 10 and 15 % discordance, 10 points at 20 %', () => {
    expect(pairedItems(0.05, 0.1)).toBe(312);
    expect(pairedItems(0.05, 0.15)).toBe(469);
    expect(pairedItems(-0.1, 0.2)).toBe(155);
    expect(pairedItems(0.2, 0.1)).toBeNull();
  });

  test('an arm each', () => {
    expect(unpairedItems(0.7, 0.8)).toBe(294);
    expect(unpairedItems(0.7, 0.75)).toBe(1251);
    expect(unpairedItems(0.7, 0.7)).toBeNull();
  });

  test('what a run could have seen', () => {
    near(leastDetectable(200, 0.2), 0.0880726934516036);
    expect(pairedItems(leastDetectable(312, 0.1) ?? 0, 0.1)).toBe(312);
    expect(leastDetectable(5, 0.2)).toBeNull();
  });
});
