import type { Interval } from '../statistics/wilson.ts';

/**
 * What a report says, before it is a page, a comment or lines on a terminal. All texts are plain: whoever renders them
 * escapes them, since names of items and details of trials are foreign.
 */
export interface Document {
  title: string;
  /** Sentences on top. */
  lead: string[];
  sections: Section[];
}

export interface Section {
  title: string;
  /** What must be known to read the table. */
  notes?: string[];
  table?: Table;
  /** Only in HTML; the table holds the same figures. */
  chart?: Chart;
  /** Long and seldom read. */
  folded?: boolean;
}

export interface Table {
  columns: Column[];
  rows: string[][];
  /** Cells that are counts are shaded by their share of the row, as in a confusion table. */
  shaded?: boolean;
}

export interface Column {
  title: string;
  right?: boolean;
}

/** Values and intervals are shares of 1; those of a difference are between -1 and 1. */
export type Chart =
  | { kind: 'intervals'; about: string; difference?: boolean; rows: IntervalRow[] }
  | { kind: 'stacked'; about: string; rows: { name: string; parts: { name: string; count: number }[] }[] }
  | { kind: 'scatter'; about: string; x: string; y: string; points: (IntervalRow & { x: number; xText: string })[] };

export interface IntervalRow {
  name: string;
  value: number;
  low: number;
  high: number;
  /** Beside the bar: the figures as text. */
  text: string;
}

/** The row of a figure that has its own interval. */
export const intervalRow = (name: string, value: number, { low, high }: Interval, text: string): IntervalRow => ({
  name,
  value,
  low,
  high,
  text,
});
