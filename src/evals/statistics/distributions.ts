import { incompleteBeta, upperGamma } from './special-functions.ts';

/** P(Z <= z) of the standard normal. */
export function normalCdf(z: number): number {
  const tail = upperGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** The z with P(Z <= z) = p, for 0 < p < 1. */
export const normalQuantile = (p: number): number => quantile(normalCdf, p);

/** P(T <= t) of Student's t with `df` degrees of freedom. */
export function studentCdf(t: number, df: number): number {
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

export const studentQuantile = (p: number, df: number): number => quantile((t) => studentCdf(t, df), p);

/** P(X >= x) of chi-square with `df` degrees of freedom. */
export const chiSquareTail = (x: number, df: number): number => upperGamma(df / 2, x / 2);

/** How many standard deviations a two-sided interval of this confidence reaches to each side: 1.96 for 0.95. */
export const zOf = (confidence: number): number => -normalQuantile((1 - confidence) / 2);

/** By halving, in the lower half where a distribution function loses no digits: symmetric distributions only. */
function quantile(cdf: (x: number) => number, p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile needs 0 < p < 1, not ${p}`);
  if (p > 0.5) return -quantile(cdf, 1 - p);
  if (p === 0.5) return 0;
  let low = -1;
  while (cdf(low) > p) low *= 2;
  let high = 0;
  for (let n = 0; n < 200; n += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
