import type { FactColumns, Kind } from './fact-columns.ts';
import { CLASSES } from './outcome-class.ts';

/** What is summed of a group of runs; all else follows from how many there are of each kind. */
const SUMS = ['cost', 'approved', 'vetoed', 'corrected', 'overruled', 'fallen'] as const;
const COUNTERS = [
  ...CLASSES,
  'pullRequests',
  'greens',
  'merges',
  'right',
  /** Merged and followed to the end; merged and wrong. */
  'standing',
  'mergedWrong',
  'escaped',
  /** `fallen`: merged so long ago that it would have been followed to the end, and wrong. */
  ...SUMS,
] as const;
export type Counter = (typeof COUNTERS)[number];
export type Tally = Record<Counter, number>;

/** Counts kinds and sums for many groups of runs at once. */
export class Groups {
  readonly #kinds: readonly Kind[];
  readonly #wrong: readonly boolean[];
  readonly #asked: readonly boolean[];
  readonly #width: number;
  readonly #cells: Float64Array;

  constructor(count: number, kinds: readonly Kind[]) {
    this.#kinds = kinds;
    this.#wrong = kinds.map(wrongAfterMerge);
    this.#asked = kinds.map((kind) => kind.class !== 'open' && kind.class !== 'aside');
    this.#width = kinds.length + SUMS.length;
    this.#cells = new Float64Array(count * this.#width);
  }

  /** `old`: it was merged long enough ago. */
  add(group: number, from: FactColumns['columns'], at: number, old: boolean): void {
    const cells = this.#cells;
    const base = group * this.#width;
    const sums = base + this.#kinds.length;
    const kind = from.kind[at] as number;
    bump(cells, base + kind, 1);
    bump(cells, sums, from.cost[at] as number);
    bump(cells, sums + 1, from.approved[at] as number);
    const vetoed = from.vetoed[at] as number;
    if (vetoed > 0) {
      bump(cells, sums + 2, vetoed);
      bump(cells, sums + 3, from.corrected[at] as number);
      bump(cells, sums + 4, from.overruled[at] as number);
    }
    if (old && this.#wrong[kind] === true) bump(cells, sums + 5, 1);
  }

  /** The groups with most runs that were asked for, at most so many, and how many more there are. */
  most(limit: number): { groups: number[]; more: number } {
    const found: { group: number; runs: number }[] = [];
    for (let base = 0; base < this.#cells.length; base += this.#width) {
      let runs = 0;
      for (let kind = 0; kind < this.#kinds.length; kind += 1)
        if (this.#asked[kind] === true) runs += this.#cells[base + kind] as number;
      if (runs > 0) found.push({ group: base / this.#width, runs });
    }
    const groups = found.toSorted((a, b) => b.runs - a.runs).slice(0, limit);
    return { groups: groups.map(({ group }) => group), more: found.length - groups.length };
  }

  /** Of `count` groups together, from `first` on, each `step` after the last. */
  tally(first: number, count: number, step: number): Tally {
    const total = new Float64Array(this.#width);
    for (let at = 0; at < count; at += 1) {
      const base = (first + at * step) * this.#width;
      for (let place = 0; place < this.#width; place += 1) bump(total, place, this.#cells[base + place] as number);
    }
    const found = nothing();
    for (const [at, kind] of this.#kinds.entries()) if (total[at] !== 0) countKind(found, kind, total[at] as number);
    for (const [at, name] of SUMS.entries()) found[name] = total[this.#kinds.length + at] as number;
    return found;
  }
}

const wrongAfterMerge = (kind: Kind): boolean => kind.merged && kind.class === 'FM3';

function countKind(to: Tally, kind: Kind, runs: number): void {
  to[kind.class] += runs;
  if (kind.class === 'aside') return;
  if (kind.pullRequest) to.pullRequests += runs;
  if (kind.green) to.greens += runs;
  if (kind.merged) to.merges += runs;
  if (kind.right) to.right += runs;
  if (kind.standing) to.standing += runs;
  if (wrongAfterMerge(kind)) to.mergedWrong += runs;
  if (kind.escaped) to.escaped += runs;
}

function bump(to: Float64Array, at: number, by: number): void {
  to[at] = (to[at] as number) + by;
}

const nothing = (): Tally => Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Tally;

/** Two groups as one. */
export function together(tallies: Iterable<Tally>): Tally {
  const sum = nothing();
  for (const one of tallies) for (const name of COUNTERS) sum[name] += one[name];
  return sum;
}
