/** Steps of two hundredths, as fine as anybody reads: a minute is the first, and 65 years are far below the last. */
const STEPS = 50;
export const BUCKETS = 1024;

/** Where a time lies in a histogram; from 1 on. */
export function hoursBucket(hours: number): number {
  return Math.min(BUCKETS - 1, 1 + Math.round(Math.log(Math.max(1, hours * 60)) * STEPS));
}

/** The time, in hours, that this share of all takes at most; null without any. Right to two hundredths. */
export function quantile(histogram: ArrayLike<number>, share: number): number | null {
  let all = 0;
  for (let at = 0; at < histogram.length; at += 1) all += histogram[at] as number;
  if (all === 0) return null;
  const rank = Math.max(1, Math.ceil(share * all));
  let seen = 0;
  for (let at = 0; at < histogram.length; at += 1) {
    seen += histogram[at] as number;
    if (seen >= rank) return Math.exp((at - 1) / STEPS) / 60;
  }
  return null;
}
