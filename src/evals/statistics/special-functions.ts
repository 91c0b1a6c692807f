/**
 * The few special functions that the statistics need, to about 1e-13. Series and continued fractions as in the NIST
 * Digital Library of Mathematical Functions (5.11, 8.7, 8.9, 8.17.22), the fractions evaluated by Lentz's method.
 */

// Taken out of Math once: looking it up costs more than the call where globals are intercepted, as in tests.
const { abs, exp, log, log1p, sin } = Math;

const TINY = 1e-300;
const ENOUGH = 1e-16;
/** Of a fraction's factor from 1; less than this rounding alone can make, and it would never end. */
const CONVERGED = 3e-15;
const MAX_TERMS = 10_000;
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
];

/** The natural logarithm of the gamma function, for x > 0 (Lanczos, g = 7). */
export function logGamma(x: number): number {
  if (x < 0.5) return log(Math.PI / sin(Math.PI * x)) - logGamma(1 - x);
  const base = x - 1 + 7.5;
  let sum = LANCZOS[0] as number;
  for (let i = 1; i < LANCZOS.length; i += 1) sum += (LANCZOS[i] as number) / (x - 1 + i);
  return 0.5 * log(2 * Math.PI) + (x - 0.5) * log(base) - base + log(sum);
}

/** The natural logarithm of the beta function. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Q(a, x), the regularised upper incomplete gamma function. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = exp(a * log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MAX_TERMS && abs(term) > abs(sum) * ENOUGH; n += 1) sum += term *= x / (a + n);
    return 1 - scale * sum;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < MAX_TERMS; i += 1) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || TINY);
    c = b + an / c || TINY;
    const step = c * d;
    fraction *= step;
    if (abs(step - 1) < CONVERGED) break;
  }
  return scale * fraction;
}

/** I_x(a, b), the regularised incomplete beta function. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let fraction = d;
  for (let m = 1; m < MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || TINY);
    c = 1 + even / c || TINY;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || TINY);
    c = 1 + odd / c || TINY;
    const step = c * d;
    fraction *= step;
    if (abs(step - 1) < CONVERGED) break;
  }
  return (exp(a * log(x) + b * log1p(-x) - logBeta(a, b)) / a) * fraction;
}
