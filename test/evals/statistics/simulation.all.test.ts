import { describe, expect, test } from '@jest/globals';
import { pairedEValue, unpairedEValues } from '../../../src/evals/statistics/always-valid.ts';
import { bootstrapMean } from '../../../src/evals/statistics/bootstrap.ts';
import { clusteredMean } from '../../../src/evals/statistics/clustered.ts';
import { roganGladen } from '../../../src/evals/statistics/judge-corrected.ts';
import { mcnemar } from '../../../src/evals/statistics/mcnemar.ts';
import { seededRandom } from '../../../src/evals/statistics/random.ts';
import { wilson } from '../../../src/evals/statistics/wilson.ts';

const DRAWS = 10_000;

/** The share of draws in which something is so. */
function share(seed: number, draw: (random: () => number) => boolean, draws = DRAWS): number {
  const random = seededRandom(seed);
  let count = 0;
  for (let n = 0; n < draws; n += 1) if (draw(random)) count += 1;
  return count / draws;
}

function binomial(random: () => number, n: number, p: number): number {
  let count = 0;
  for (let i = 0; i < n; i += 1) if (random() < p) count += 1;
  return count;
}

const covers = ({ low, high }: { low: number; high: number }, truth: number) => low <= truth && truth <= high;

/** 40 clusters of 4, each with a rate of its own around 0.5. */
function clusteredItems(random: () => number): { value: number; cluster: string }[] {
  return Array.from({ length: 40 }, (_, cluster) => {
    const rate = 0.2 + 0.6 * random();
    return Array.from({ length: 4 }, () => ({ value: random() < rate ? 1 : 0, cluster: String(cluster) }));
  }).flat();
}

describe('intervals cover 93 to 97 % in 10,000 draws', () => {
  // Not chosen for being good: any n p above about 5 does. Below, Wilson swings, as the next test says.
  test.each([
    [30, 0.5],
    [60, 0.2],
    [100, 0.1],
    [200, 0.05],
    [400, 0.8],
  ])("Wilson's with n = %i and p = %d", (n, p) => {
    const coverage = share(n, (random) => covers(wilson(binomial(random, n, p), n), p));
    expect(coverage).toBeGreaterThanOrEqual(0.93);
    expect(coverage).toBeLessThanOrEqual(0.97);
  });

  test("Wilson's dips where n p is small, by its nature: to 84 % at its worst", () => {
    // One success in ten has 0.0179 for its lower bound, so just below it the interval misses whenever there is one.
    const coverage = share(7, (random) => covers(wilson(binomial(random, 10, 0.0178), 10), 0.0178));
    expect(coverage).toBeGreaterThan(0.82);
    expect(coverage).toBeLessThan(0.86);
  });

  test('the clustered mean, where errors that ignore clusters do not', () => {
    const coverage = share(11, (random) => covers(clusteredMean(clusteredItems(random)) as never, 0.5));
    expect(coverage).toBeGreaterThanOrEqual(0.93);
    expect(coverage).toBeLessThanOrEqual(0.97);
    const naive = share(11, (random) => {
      const items = clusteredItems(random);
      return covers(wilson(items.filter(({ value }) => value === 1).length, items.length), 0.5);
    });
    expect(naive).toBeLessThan(0.93);
  });

  test('the bootstrap over clusters', () => {
    let seed = 0;
    const coverage = share(13, (random) => {
      seed += 1;
      return covers(bootstrapMean(clusteredItems(random), { seed, draws: 400 }) as never, 0.5);
    });
    expect(coverage).toBeGreaterThanOrEqual(0.93);
    expect(coverage).toBeLessThanOrEqual(0.97);
  });

  test("the rate that is corrected for the judge's errors", () => {
    const coverage = share(17, (random) => {
      const corrected = roganGladen({
        vetoed: { count: binomial(random, 500, 0.2 * 0.8 + 0.8 * 0.1), n: 500 },
        recall: { count: binomial(random, 100, 0.8), n: 100 },
        falseVetoes: { count: binomial(random, 100, 0.1), n: 100 },
      });
      return corrected !== null && covers(corrected, 0.2);
    });
    expect(coverage).toBeGreaterThanOrEqual(0.93);
    expect(coverage).toBeLessThanOrEqual(0.97);
  });
});

describe('without a difference', () => {
  test.each([
    [20, 0.3],
    [100, 0.2],
    [300, 0.1],
  ])("McNemar's exact test of %i items rejects at most 5.5 %%", (n, discordance) => {
    const rejected = share(n, (random) => {
      const differing = binomial(random, n, discordance);
      const onlyA = binomial(random, differing, 0.5);
      return mcnemar(onlyA, differing - onlyA) < 0.05;
    });
    expect(rejected).toBeLessThanOrEqual(0.055);
  });

  test('a paired e-value that is looked at after each item rejects at most 5 %', () => {
    const rejected = share(
      19,
      (random) => {
        let [a, b] = [0, 0];
        for (let item = 0; item < 300; item += 1) {
          if (random() < 0.5) a += 1;
          else b += 1;
          if (pairedEValue(a, b) >= 20) return true;
        }
        return false;
      },
      2000,
    );
    expect(rejected).toBeLessThanOrEqual(0.05);
  });

  test('an unpaired one likewise, and it sees a difference that there is', () => {
    const watched = (pa: number, pb: number) => (random: () => number) =>
      unpairedEValues(Array.from({ length: 300 }, () => ({ a: random() < pa, b: random() < pb }))).some((e) => e >= 20);
    expect(share(23, watched(0.3, 0.3), 2000)).toBeLessThanOrEqual(0.05);
    expect(share(29, watched(0.3, 0.5), 500)).toBeGreaterThan(0.8);
  });
});
