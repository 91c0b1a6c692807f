import { describe, expect, test } from '@jest/globals';
import { incompleteBeta } from '../../src/evals/statistics/special-functions.ts';
import { readCampaign } from '../../src/campaigns/campaign-file.ts';
import { leastWave, promotion, type WaveCounts } from '../../src/campaigns/promotion.ts';
import { upperLimit } from '../../src/campaigns/upper-limit.ts';

const { promotion: rules } = readCampaign(
  'name: a\nowner: a/b\nprompt: p.md\ntargets: { owners: [a] }\nmoney: { total: 1 }\n',
);
const good: WaveCounts = {
  counted: 10,
  noPr: 0,
  opened: 10,
  ciRed: 0,
  closed: 0,
  reverted: 0,
  judged: 10,
  vetoed: 0,
  overruled: 0,
};
const broken = (change: Partial<WaveCounts>) =>
  promotion({ ...good, ...change }, rules)
    .signs.filter(({ holds }) => !holds)
    .map(({ name }) => name);

describe('the upper limit', () => {
  test.each([
    [0, 10, 0.8],
    [1, 10, 0.95],
    [5, 100, 0.95],
    [40, 4_000, 0.9],
  ])('of %d in %d at %d is the quantile of the beta distribution that it should be', (count, of, confidence) => {
    expect(incompleteBeta(upperLimit(count, of, confidence), count + 1, of - count)).toBeCloseTo(confidence, 9);
  });

  test('is all there is where everything was seen, or nothing', () => {
    expect([upperLimit(10, 10, 0.8), upperLimit(0, 0, 0.8)]).toEqual([1, 1]);
    expect(upperLimit(0, 10, 0.8)).toBeCloseTo(1 - 0.2 ** 0.1, 12);
  });

  test('is above the true share as often as it says', () => {
    // All that can be seen of 20 at a share of 0.3, each with its probability.
    const [of, share, confidence] = [20, 0.3, 0.8];
    let covered = 0;
    let probability = (1 - share) ** of;
    for (let k = 0; k <= of; k += 1) {
      if (upperLimit(k, of, confidence) >= share) covered += probability;
      probability *= ((of - k) / (k + 1)) * (share / (1 - share));
    }
    expect(covered).toBeGreaterThanOrEqual(confidence);
    expect(covered).toBeLessThan(1);
  });
});

describe('a wave', () => {
  test('without faults is followed by the next one', () => {
    expect(promotion(good, rules).promote).toBe(true);
  });

  test('holds the campaign up for each kind of fault, which is named', () => {
    expect(broken({ noPr: 4 })).toEqual(['no_pr']);
    expect(broken({ ciRed: 2 })).toEqual(['ci_red']);
    expect(broken({ closed: 2 })).toEqual(['closed']);
    expect(broken({ reverted: 1 })).toEqual(['reverted']);
    expect(broken({ vetoed: 4 })).toEqual(['veto']);
    expect(broken({ vetoed: 2, overruled: 2 })).toEqual(['overruled']);
  });

  test('of which nothing is known is no evidence', () => {
    expect(promotion({ ...good, counted: 0, opened: 0, judged: 0 }, rules).promote).toBe(false);
  });

  test('that is too small to meet a bound without any fault is known beforehand', () => {
    expect(leastWave(0.2, 0.8)).toBe(8);
    expect(upperLimit(0, 8, 0.8)).toBeLessThanOrEqual(0.2);
    expect(upperLimit(0, 7, 0.8)).toBeGreaterThan(0.2);
    expect([leastWave(0, 0.8), leastWave(1, 0.8)]).toEqual([null, 1]);
  });
});
