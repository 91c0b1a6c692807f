import { logGamma } from './special-functions.ts';

/**
 * McNemar's exact test, two-sided: of the items on which two arms differ, `onlyA` went right in A alone and `onlyB` in B
 * alone; the p-value is the binomial one with one half, the smaller tail doubled, at most 1 (McNemar 1947; Fagerland,
 * Lydersen and Laake 2013).
 */
export function mcnemar(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB;
  const logFactorial = (k: number) => logGamma(k + 1);
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyA, onlyB); k += 1) {
    tail += Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

/** Holm's adjusted p-values, in the order given (Holm 1979): what is below alpha may be called, whatever the others are. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted = Array.from(values, () => 1);
  let highest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (values.length - rank) * p));
    adjusted[index] = highest;
  }
  return adjusted;
}
