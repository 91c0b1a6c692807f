import type { Fate } from '../../runs/aftermath/fate.ts';
import { hoursBucket } from './merge-hours.ts';
import { Names } from './names.ts';
import { classOf, type OutcomeClass, type Stages } from './outcome-class.ts';

/** What figures need of one run, as the database gives it. */
export interface Fact {
  number: number;
  repo: string;
  /** Minutes since the epoch. */
  begun: number;
  state: string;
  kind: string | null;
  reason: string | null;
  /** 0 where it is not known. */
  making: number;
  attempts: number;
  cost: number;
  approved: number;
  vetoed: number;
  corrected: number;
  overruled: number;
  /** Checks that had passed here before CI was red: a list, as JSON; empty where it never was. */
  escaped: string;
  escapes: number;
  merged: boolean;
  /** Minutes since the epoch; null where it is not known when. */
  mergedAt: number | null;
  fate: Fate | null;
  said: string | null;
}

/** What a run counts as, and how far it came. There are some dozens of these at most. */
export interface Kind extends Stages {
  class: OutcomeClass;
  escaped: boolean;
}

const DAY = 24 * 60;

/** Columns by their array's type; a run's place is its number. */
const COLUMNS = {
  begun: Int32Array,
  repo: Uint32Array,
  making: Uint32Array,
  kind: Uint8Array,
  attempts: Uint16Array,
  cost: Float32Array,
  approved: Uint16Array,
  vetoed: Uint16Array,
  corrected: Uint16Array,
  overruled: Uint16Array,
  escaped: Uint32Array,
  mergedDay: Uint16Array,
  toMerge: Uint16Array,
} as const;

type Columns = { [K in keyof typeof COLUMNS]: InstanceType<(typeof COLUMNS)[K]> };

/**
 * Facts of runs, column by column: about 40 bytes a run, and counting a million of them takes some hundredths of a
 * second. A `begun` of 0 means that there is no run at that place.
 */
export class FactColumns {
  readonly repos = new Names();
  /** Each kind that there is, as JSON. */
  readonly kinds = new Names();
  /** Lists of checks, as JSON. */
  readonly escapes = new Names();
  /** When the first run of each repository began, by its number. */
  readonly firsts: number[] = [];
  /** What runs of each repository were made with, by its number. */
  readonly makings: Set<number>[] = [];
  /** Places, used or not. */
  size = 0;
  columns: Columns = columnsFor(1024);

  put(fact: Fact): void {
    const at = fact.number;
    if (at >= this.columns.begun.length) this.#grow(at + 1);
    this.size = Math.max(this.size, at + 1);
    const kind: Kind = { ...classOf(fact), escaped: fact.escapes > 0 };
    const { columns } = this;
    columns.begun[at] = fact.begun;
    const repo = this.repos.numberOf(fact.repo);
    columns.repo[at] = repo;
    this.firsts[repo] = Math.min(this.firsts[repo] ?? fact.begun, fact.begun);
    columns.making[at] = fact.making;
    (this.makings[repo] ??= new Set()).add(fact.making);
    columns.kind[at] = this.kinds.numberOf(JSON.stringify(kind));
    columns.attempts[at] = fact.attempts;
    columns.cost[at] = fact.cost;
    columns.approved[at] = fact.approved;
    columns.vetoed[at] = fact.vetoed;
    columns.corrected[at] = fact.corrected;
    columns.overruled[at] = fact.overruled;
    columns.escaped[at] = this.escapes.numberOf(fact.escaped);
    columns.mergedDay[at] = fact.mergedAt === null ? 0 : Math.floor(fact.mergedAt / DAY);
    columns.toMerge[at] = fact.mergedAt === null ? 0 : hoursBucket((fact.mergedAt - fact.begun) / 60);
  }

  #grow(atLeast: number): void {
    const larger = columnsFor(Math.max(atLeast, Math.ceil(this.columns.begun.length * 1.5)));
    for (const name of Object.keys(COLUMNS) as (keyof Columns)[]) larger[name].set(this.columns[name]);
    this.columns = larger;
  }
}

function columnsFor(length: number): Columns {
  return Object.fromEntries(Object.entries(COLUMNS).map(([name, Kind]) => [name, new Kind(length)])) as Columns;
}
