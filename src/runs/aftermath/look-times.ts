const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * When a change is looked at next, ms since the epoch: hourly on the first day, since most reverts come then, and daily
 * after it. Looks fall on the hour, so that those of one repository share a query and a fetch. Null when the time is over
 * that it is followed; the last look is right after its end. `since` is when it was merged, or when its run ended while it
 * is open.
 */
export function nextLook(since: number, followMs: number, now: number): number | null {
  const end = since + followMs;
  if (now >= end) return null;
  return onTheHour(Math.min(end, now + (now - since < DAY_MS ? HOUR_MS : DAY_MS)));
}

const onTheHour = (time: number): number => Math.ceil(time / HOUR_MS) * HOUR_MS;
