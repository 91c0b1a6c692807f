import type { FactColumns, Kind } from './fact-columns.ts';
import { BUCKETS } from './merge-hours.ts';
import { Groups, type Tally } from './groups.ts';

/** Attempts of one run; more count as the last. */
export const MOST_ATTEMPTS = 10;

/** Who wants to see others asks for them. */
const MOST_REPOSITORIES = 20;

export interface Asked {
  /** 1 for each repository, by its number, and each making, by its id, that counts. */
  repos: Uint8Array;
  makings: Uint8Array;
  /** Runs that began from then on, minutes since the epoch. */
  since: number;
  /** Where each period of the time axis begins, ascending; the first is at or before `since`. */
  periods: readonly number[];
  /** A change that was merged later than this has not been followed to the end, days since the epoch. */
  followedUntil: number;
}

export interface Tallied {
  /** One for each period. */
  periods: Tally[];
  /** By number of the repository: those with most runs, and how many more there are. */
  repos: { most: Map<number, Tally>; more: number };
  /** By id of the making. */
  makings: Map<number, Tally>;
  all: Tally;
  /** Runs that came to green, by their attempts. */
  attempts: number[];
  /** Histogram of `merge-hours.ts`. */
  toMerge: Uint32Array;
  /** Runs in which CI was red on what was green here, by the number of the list of checks. */
  escaped: Map<number, number>;
}

const MINUTES_A_DAY = 24 * 60;

/** One pass over all runs. Its inner loop is the only part of the dashboard whose time grows with all that there ever was. */
export function tally(facts: FactColumns, asked: Asked): Tallied {
  const { columns, size } = facts;
  const { begun, repo, making, kind: kindOf, toMerge } = columns;
  const kinds = facts.kinds.all.map((kind) => JSON.parse(kind) as Kind);
  const makings = Math.max(1, asked.makings.length);
  const cells = new Groups(asked.periods.length * makings, kinds);
  const repos = new Groups(facts.repos.all.length, kinds);
  const periodOfDay = daysToPeriods(asked.periods);
  const attempts = Array.from({ length: MOST_ATTEMPTS + 1 }, () => 0);
  const histogram = new Uint32Array(BUCKETS);
  const escaped = new Map<number, number>();
  for (let at = 0; at < size; at += 1) {
    const when = begun[at] as number;
    const its = repo[at] as number;
    const made = making[at] as number;
    if (when === 0 || when < asked.since || asked.repos[its] !== 1 || asked.makings[made] !== 1) continue;
    const fallen = hasFallen(columns.mergedDay[at] as number, asked.followedUntil);
    cells.add(periodOfDay(when / MINUTES_A_DAY) * makings + made, columns, at, fallen);
    repos.add(its, columns, at, fallen);
    const kind = kinds[kindOf[at] as number] as Kind;
    if (kind.class === 'aside') continue;
    if (kind.green) {
      const tries = Math.min(MOST_ATTEMPTS, columns.attempts[at] as number);
      attempts[tries] = (attempts[tries] as number) + 1;
    }
    const bucket = toMerge[at] as number;
    if (bucket !== 0) histogram[bucket] = (histogram[bucket] as number) + 1;
    if (kind.escaped) {
      const list = columns.escaped[at] as number;
      escaped.set(list, (escaped.get(list) ?? 0) + 1);
    }
  }
  const most = repos.most(MOST_REPOSITORIES);
  return {
    periods: asked.periods.map((_, at) => cells.tally(at * makings, makings, 1)),
    makings: new Map(
      Array.from({ length: makings }, (_, made) => [made, cells.tally(made, asked.periods.length, makings)]),
    ),
    repos: { most: new Map(most.groups.map((its) => [its, repos.tally(its, 1, 1)])), more: most.more },
    all: cells.tally(0, asked.periods.length * makings, 1),
    attempts,
    toMerge: histogram,
    escaped,
  };
}

const hasFallen = (mergedDay: number, followedUntil: number): boolean => mergedDay !== 0 && mergedDay <= followedUntil;

/** The period of a day, by a table: a search for each of a million runs would take longer than all the rest. */
function daysToPeriods(periods: readonly number[]): (day: number) => number {
  const first = Math.floor((periods[0] ?? 0) / MINUTES_A_DAY);
  const last = Math.floor((periods.at(-1) ?? 0) / MINUTES_A_DAY);
  const table = new Uint16Array(last - first + 1);
  let period = 0;
  for (let day = 0; day < table.length; day += 1) {
    while (period + 1 < periods.length && (periods[period + 1] as number) <= (first + day) * MINUTES_A_DAY) period += 1;
    table[day] = period;
  }
  return (day) => table[Math.max(0, Math.min(table.length - 1, Math.floor(day) - first))] as number;
}
