/**
 * Of n trials of one task, `right` were right: the unbiased estimate that at least one of k is (Chen et al., arXiv
 * 2107.03374): 1 - C(n - right, k) / C(n, k). Null for fewer trials than k.
 */
export function passAtK(n: number, right: number, k: number): number | null {
  const none = allOf(n, n - right, k);
  return none === null ? null : 1 - none;
}

/** The unbiased estimate that all of k trials are right (Yao et al., arXiv 2406.12045): C(right, k) / C(n, k). */
export const passPowerK = (n: number, right: number, k: number): number | null => allOf(n, right, k);

/** C(some, k) / C(n, k), as a product so that nothing overflows. */
function allOf(n: number, some: number, k: number): number | null {
  if (k > n || k < 1) return null;
  let product = 1;
  for (let i = 0; i < k; i += 1) product *= Math.max(0, some - i) / (n - i);
  return product;
}
