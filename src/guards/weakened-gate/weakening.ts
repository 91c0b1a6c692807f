import type { Area } from './gate-file.ts';
import type { ChangedLine } from './lines.ts';

/** A check that got weaker, before it is known whether the task asks for it. */
export interface Weakening {
  file: string;
  /** Null where it is about the whole file. */
  place: ChangedLine | null;
  /** A sentence: what got weaker. */
  what: string;
  area: Area;
  /** What a task would call it: settings, rules, tools, flags. Each alone says which check is meant. */
  names: string[];
  /** What it is about: entries of lists, paths, owners. A task speaks of them for many reasons. */
  items: string[];
  /** The entries of a list that went from it or came to it, where it is about a list. */
  lost?: string[];
  /** What came in the stead of what went. */
  instead?: string[];
  /** The new value, where it is a number: a task that says another did not ask for this one. */
  to?: number;
  /** The old one. */
  from?: number;
}

export const shown = (text: string): string => {
  const line = text.trim();
  return `\`${(line.length > 100 ? `${line.slice(0, 99)}…` : line).replaceAll('`', "'")}\``;
};
