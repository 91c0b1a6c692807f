import { chiSquareTail } from './distributions.ts';

/**
 * Whether runs were split between arms as they should have been: Pearson's chi-square against the planned shares
 * (Fabijan et al. 2019). Below 0.001 the split is broken and no difference between the arms may be believed.
 */
export function sampleRatio(
  counts: readonly number[],
  shares: readonly number[] = counts.map(() => 1),
): { p: number; broken: boolean } {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  if (n === 0 || counts.length < 2) return { p: 1, broken: false };
  const statistic = counts.reduce((sum, count, arm) => {
    const expected = (n * (shares[arm] as number)) / whole;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  const p = chiSquareTail(statistic, counts.length - 1);
  return { p, broken: p < 0.001 };
}
