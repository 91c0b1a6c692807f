/**
 * How long we bear with GitHub, and with what. Octokit's own plugins are not used: they pace every write and don't retry a
 * secondary limit. What is retried here may have had its effect although the answer was lost, so whoever repeats a
 * write looks first; see `repository.ts`.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Long enough for a secondary limit, which asks for a minute; a longer outage is the queue's to wait for. */
const TOTAL_MS = 240_000;
const FIRST_MS = 500;
const LONGEST_MS = 20_000;
/** GitHub: "wait for at least one minute" where a secondary limit names no time. */
const UNNAMED_LIMIT_MS = 60_000;
/** A fresh token that is refused again and again is a wrong key or a removed installation, not a fault. */
const MAX_REFUSALS = 3;
/** A whole answer that can't be read is most likely a cut connection; a server that always answers so is not ours. */
const MAX_UNREADABLE = 3;

/** An answer with a good status whose body isn't what the API promises; Octokit hands out a cut-off body as a string. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** The HTTP status of what Octokit threw; 500 stands for a connection that broke as well. */
export function statusOf(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? error.status : null;
  return typeof status === 'number' ? status : null;
}

/**
 * Calls `attempt` until it succeeds, with back-off, for at most four minutes in all. `tries` counts from 0, so that a
 * repeated write knows that it must look for its own effect. Throws the last error, with what was tried in its message.
 */
export async function patiently<T>(
  what: string,
  clock: Clock,
  attempt: (tries: number) => Promise<T>,
  totalMs = TOTAL_MS,
): Promise<T> {
  const deadline = clock.now() + totalMs;
  const seen = { refused: 0, unreadable: 0 };
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt(tries);
    } catch (error) {
      const waitMs = waitFor(error, tries, seen, clock.now());
      if (waitMs === null || clock.now() + waitMs > deadline) {
        const status = statusOf(error);
        const after = tries === 0 ? '' : ` after ${tries + 1} tries`;
        throw Object.assign(new Error(`GitHub: ${what} failed${after}`, { cause: error }), status ? { status } : {});
      }
      await clock.sleep(waitMs);
    }
  }
}

/** Milliseconds to wait before another try; null when another try would change nothing. */
function waitFor(
  error: unknown,
  tries: number,
  seen: { refused: number; unreadable: number },
  now: number,
): number | null {
  const backOff = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries) * (0.5 + Math.random() / 2);
  if (error instanceof UnreadableAnswer) return ++seen.unreadable <= MAX_UNREADABLE ? backOff : null;
  const status = statusOf(error);
  if (status === null) return null;
  if (status >= 500) return backOff;
  if (status === 401) return ++seen.refused <= MAX_REFUSALS ? backOff : null;
  return limitOf(error, now);
}

/** Milliseconds that a rate limit asks us to wait; null for every other answer, a 403 for want of a permission too. */
export function limitOf(error: unknown, now: number): number | null {
  const status = statusOf(error);
  if (status !== 403 && status !== 429) return null;
  const headers = headersOf(error);
  const retryAfter = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(retryAfter)) return retryAfter * 1000;
  if (headers['x-ratelimit-remaining'] === '0' && headers['x-ratelimit-reset'] !== undefined) {
    return Math.max(1000, Number(headers['x-ratelimit-reset']) * 1000 - now);
  }
  const limited = status === 429 || /secondary rate limit|abuse detection/i.test((error as Error).message);
  return limited ? UNNAMED_LIMIT_MS : null;
}

function headersOf(error: unknown): Record<string, string | undefined> {
  const response = (error as { response?: { headers?: Record<string, string | undefined> } }).response;
  return response?.headers ?? {};
}
