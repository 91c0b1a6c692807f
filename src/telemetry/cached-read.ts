import type { Queries } from './types.ts';

/** A database that hangs must not hang a scrape, whose own patience is ten seconds as a rule, ms. */
const PATIENCE_MS = 4000;

export interface CachedRead<T> {
  connect: (database: Queries) => void;
  /** Null before there is a database, and where it does not answer. */
  get: () => Promise<T | null>;
}

/** Reads when asked, at most once in `everyMs`: several scrapers, and all gauges of one scrape, cost one look. */
export function cachedRead<T>(
  read: (database: Queries) => Promise<T>,
  everyMs: number,
  now: () => number = () => performance.now(),
): CachedRead<T> {
  let database: Queries | null = null;
  let last: { at: number; value: Promise<T | null> } | null = null;
  /** What could not be read is asked for again by the next scrape. */
  const notRead = (): null => {
    last = null;
    return null;
  };
  return {
    connect: (opened) => {
      database = opened;
      last = null;
    },
    get: () => {
      if (database === null) return Promise.resolve(null);
      if (last === null || now() - last.at > everyMs)
        last = { at: now(), value: inTime(read(database)).catch(notRead) };
      return last.value;
    },
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the database did not answer in time')), PATIENCE_MS);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
