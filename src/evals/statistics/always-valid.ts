import { logBeta } from './special-functions.ts';

/**
 * Tests that may be looked at any day: an e-value is at least 1 / alpha with a chance of at most alpha, however often it
 * is looked at (Ville 1939; Ramdas et al., arXiv 2210.01948). So 20 or more rejects at 5 %.
 */

/**
 * For paired arms: without a difference each item on which they differ is a fair coin. The mixture over all biased coins,
 * uniformly weighed: B(1 + a, 1 + b) * 2^(a + b).
 */
export function pairedEValue(onlyA: number, onlyB: number): number {
  return Math.exp(logBeta(1 + onlyA, 1 + onlyB) + (onlyA + onlyB) * Math.LN2);
}

/**
 * For two independent arms: the e-value after each block of one run an arm, in the order in which they ended (Turner, Ly
 * and Grünwald, arXiv 2106.02693). Each block is bet on with what was seen before it.
 */
export function unpairedEValues(blocks: readonly { a: boolean; b: boolean }[]): number[] {
  const seen = { a: 0, b: 0 };
  let log = 0;
  return blocks.map(({ a, b }, index) => {
    // As if each arm had gone right and wrong half a time before.
    const pa = (seen.a + 0.5) / (index + 1);
    const pb = (seen.b + 0.5) / (index + 1);
    const p0 = (pa + pb) / 2;
    log += chance(pa, a) + chance(pb, b) - chance(p0, a) - chance(p0, b);
    seen.a += Number(a);
    seen.b += Number(b);
    return Math.exp(log);
  });
}

const chance = (p: number, happened: boolean): number => Math.log(happened ? p : 1 - p);
