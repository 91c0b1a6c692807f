import { describe, expect, test } from '@jest/globals';
import { bootstrapMean } from '../../../src/evals/statistics/bootstrap.ts';
import { compareArms, comparisonVerdict, type PairedItem } from '../../../src/evals/statistics/compare-arms.ts';

/** Items of which A alone, B alone, both and neither were right, each a cluster of its own. */
function items(onlyA: number, onlyB: number, both: number, neither: number): PairedItem[] {
  const kinds = [
    [onlyA, true, false],
    [onlyB, false, true],
    [both, true, true],
    [neither, false, false],
  ] as const;
  return kinds.flatMap(([n, a, b], kind) => Array.from({ length: n }, (_, at) => ({ a, b, cluster: `${kind}-${at}` })));
}

describe('two arms on the same items', () => {
  test('B is better', () => {
    const compared = compareArms(items(5, 30, 100, 65));
    expect(compared).toMatchObject({ n: 200, clusters: 200, onlyA: 5, onlyB: 30, rateA: 0.525, rateB: 0.65 });
    expect(comparisonVerdict(compared).verdict).toBe('better');
    expect(comparisonVerdict(compared).text).toMatch(/^better: by 12\.5 points \[6\.9, 18\.1\], n=200, p=0\.000022$/);
  });

  test('B is worse', () => {
    expect(comparisonVerdict(compareArms(items(30, 5, 100, 65))).verdict).toBe('worse');
  });

  test('a p-value that Holm raised can take it back', () => {
    const compared = compareArms(items(10, 24, 100, 66));
    expect(comparisonVerdict(compared).verdict).toBe('better');
    expect(comparisonVerdict(compared, { p: 0.09 }).verdict).toBe('too few cases to tell');
  });

  test('few cases say so, with the smallest difference that they could have shown', () => {
    expect(comparisonVerdict(compareArms(items(4, 6, 50, 40)))).toEqual({
      verdict: 'too few cases to tell',
      text: expect.stringMatching(
        /^too few cases to tell: n=100; the smallest difference it could have seen is 8\.\d points$/,
      ),
    });
    expect(comparisonVerdict(compareArms(items(1, 0, 2, 1))).text).toMatch(/no difference of any size/);
    expect(comparisonVerdict(compareArms([])).verdict).toBe('too few cases to tell');
  });

  test('many cases show that there is none that matters', () => {
    expect(comparisonVerdict(compareArms(items(20, 22, 500, 458))).verdict).toBe('no difference shown');
  });

  test('a difference that is all in one cluster is none', () => {
    const one = items(0, 12, 0, 0).map((item) => ({ ...item, cluster: 'one' }));
    const compared = compareArms([...one, ...items(0, 0, 20, 20)]);
    expect(compared.p).toBeLessThan(0.001);
    expect(comparisonVerdict(compared).verdict).not.toBe('better');
  });

  test('is the same again with the same seed, and another with another', () => {
    const differences = items(10, 24, 100, 66).map(({ a, b, cluster }) => ({ value: Number(b) - Number(a), cluster }));
    expect(bootstrapMean(differences, { seed: 3 })).toEqual(bootstrapMean(differences, { seed: 3 }));
    expect(bootstrapMean(differences, { seed: 3 })).not.toEqual(bootstrapMean(differences, { seed: 4 }));
  });
});
