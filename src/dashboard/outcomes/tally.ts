import { type FactColumns, STAGE } from './fact-columns.ts';
import { BUCKETS } from './merge-hours.ts';
import { CLASSES, type OutcomeClass } from './outcome-class.ts';

/** What is counted of a group of runs, each in a place of its own. */
const COUNTERS = [
  ...CLASSES,
  'pullRequests',
  'greens',
  'merges',
  'right',
  /** Merged and followed to the end; merged and wrong; merged so long ago that it would have been followed to the end, and wrong. */
  'standing',
  'mergedWrong',
  'fallen',
  'cost',
  'approved',
  'vetoed',
  'corrected',
  'overruled',
  'escaped',
] as const;
export type Counter = (typeof COUNTERS)[number];
export type Tally = Record<Counter, number>;

const PLACE = Object.fromEntries(COUNTERS.map((name, at) => [name, at])) as Record<Counter, number>;
const WIDTH = COUNTERS.length;
const CLASS_NUMBER = Object.fromEntries(CLASSES.map((name, at) => [name, at])) as Record<OutcomeClass, number>;

/** Attempts of one run; more count as the last. */
export const MOST_ATTEMPTS = 10;

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
  /** By number of the repository, and by id of the making; only those with runs. */
  repos: Map<number, Tally>;
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
  const { begun, repo, making, class: classes, stages, escaped, toMerge } = columns;
  const makingCount = Math.max(1, asked.makings.length);
  const cells = new Float64Array(asked.periods.length * makingCount * WIDTH);
  const repos = new Float64Array(facts.repos.all.length * WIDTH);
  const periodOfDay = daysToPeriods(asked.periods);
  const attempts = Array.from({ length: MOST_ATTEMPTS + 1 }, () => 0);
  const histogram = new Uint32Array(BUCKETS);
  const escapedBy = new Map<number, number>();
  for (let at = 0; at < size; at += 1) {
    const when = begun[at] as number;
    const its = repo[at] as number;
    const made = making[at] as number;
    if (when === 0 || when < asked.since || asked.repos[its] !== 1 || asked.makings[made] !== 1) continue;
    const period = periodOfDay(when / MINUTES_A_DAY);
    add(cells, (period * makingCount + made) * WIDTH, columns, at, asked.followedUntil);
    add(repos, its * WIDTH, columns, at, asked.followedUntil);
    const stage = stages[at] as number;
    if (classes[at] === CLASS_NUMBER.aside) continue;
    if ((stage & STAGE.green) !== 0) {
      const tries = Math.min(MOST_ATTEMPTS, columns.attempts[at] as number);
      attempts[tries] = (attempts[tries] as number) + 1;
    }
    if (toMerge[at] !== 0) {
      const bucket = toMerge[at] as number;
      histogram[bucket] = (histogram[bucket] as number) + 1;
    }
    if ((stage & STAGE.escaped) !== 0) {
      const list = escaped[at] as number;
      escapedBy.set(list, (escapedBy.get(list) ?? 0) + 1);
    }
  }
  return {
    periods: asked.periods.map((_, at) => summed(cells, at * makingCount, makingCount, 1)),
    makings: nonEmpty(makingCount, (made) => summed(cells, made, asked.periods.length, makingCount)),
    repos: nonEmpty(facts.repos.all.length, (its) => summed(repos, its, 1, 1)),
    all: summed(cells, 0, asked.periods.length * makingCount, 1),
    attempts,
    toMerge: histogram,
    escaped: escapedBy,
  };
}

function add(to: Float64Array, base: number, from: FactColumns['columns'], at: number, followedUntil: number): void {
  const kind = from.class[at] as number;
  bump(to, base + kind, 1);
  bump(to, base + PLACE.cost, from.cost[at] as number);
  bump(to, base + PLACE.approved, from.approved[at] as number);
  const vetoed = from.vetoed[at] as number;
  if (vetoed > 0) {
    bump(to, base + PLACE.vetoed, vetoed);
    bump(to, base + PLACE.corrected, from.corrected[at] as number);
    bump(to, base + PLACE.overruled, from.overruled[at] as number);
  }
  const stage = from.stages[at] as number;
  if (kind === CLASS_NUMBER.aside || stage === 0) return;
  if ((stage & STAGE.pullRequest) !== 0) bump(to, base + PLACE.pullRequests, 1);
  if ((stage & STAGE.green) !== 0) bump(to, base + PLACE.greens, 1);
  if ((stage & STAGE.right) !== 0) bump(to, base + PLACE.right, 1);
  if ((stage & STAGE.escaped) !== 0) bump(to, base + PLACE.escaped, 1);
  if ((stage & STAGE.merged) === 0) return;
  bump(to, base + PLACE.merges, 1);
  if ((stage & STAGE.standing) !== 0) bump(to, base + PLACE.standing, 1);
  if (kind !== CLASS_NUMBER.FM3) return;
  bump(to, base + PLACE.mergedWrong, 1);
  const mergedDay = from.mergedDay[at] as number;
  if (mergedDay !== 0 && mergedDay <= followedUntil) bump(to, base + PLACE.fallen, 1);
}

function bump(to: Float64Array, at: number, by: number): void {
  to[at] = (to[at] as number) + by;
}

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

/** The sum of `count` groups, from `first` on, each `step` after the last. */
function summed(cells: Float64Array, first: number, count: number, step: number): Tally {
  const sums = new Float64Array(WIDTH);
  for (let at = 0; at < count; at += 1) {
    const base = (first + at * step) * WIDTH;
    for (let place = 0; place < WIDTH; place += 1)
      sums[place] = (sums[place] as number) + (cells[base + place] as number);
  }
  return Object.fromEntries(COUNTERS.map((name, at) => [name, sums[at] as number])) as Tally;
}

function nonEmpty(count: number, of: (at: number) => Tally): Map<number, Tally> {
  const found = new Map<number, Tally>();
  for (let at = 0; at < count; at += 1) {
    const one = of(at);
    if (CLASSES.some((name) => one[name] > 0)) found.set(at, one);
  }
  return found;
}

/** Two groups as one. */
export function together(tallies: Iterable<Tally>): Tally {
  const sum = Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Tally;
  for (const one of tallies) for (const name of COUNTERS) sum[name] += one[name];
  return sum;
}
