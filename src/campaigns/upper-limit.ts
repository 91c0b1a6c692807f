/** Halvings of the interval from 0 to 1: as exact as a double is. */
const HALVINGS = 60;

/**
 * The one-sided upper limit of a share of which `count` of `of` were seen (Clopper and Pearson 1934): with the true share
 * above it, so few or fewer are seen with a probability below 1 - confidence. 1 where nothing was seen at all.
 */
export function upperLimit(count: number, of: number, confidence: number): number {
  if (!Number.isInteger(count) || count < 0 || count > of) throw new RangeError(`${count} of ${of} is no share`);
  if (count === of) return 1;
  let [low, high] = [count / of, 1];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (atMost(count, of, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability of `count` or fewer of `of`, each with probability `p`; summed from its logarithms, so that many are no trouble. */
function atMost(count: number, of: number, p: number): number {
  let log = of * Math.log1p(-p);
  let sum = Math.exp(log);
  for (let k = 1; k <= count; k += 1) {
    log += Math.log((of - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(log);
  }
  return sum;
}
