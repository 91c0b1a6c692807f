import type { SideLine } from './side.ts';

/** What kind of weakening it is: a task allows each by words of its own. */
export type Kind =
  | 'removed'
  | 'off'
  | 'focus'
  | 'loosened'
  | 'swallowed'
  | 'expected'
  | 'snapshot'
  | 'slower'
  | 'retried'
  | 'mocked';

export interface Problem {
  kind: Kind;
  file: string;
  hunk: string | null;
  line?: number;
  why: string;
  /** Titles of the cases it is about. */
  titles: string[];
  /** The lines it is about, for the words in them. */
  about: string;
  /** Each thing that is lost by itself, where there are several: what it is called, and what it says. */
  parts?: { title: string; text: string }[];
}

/** Where an added line is to be pointed to. */
export const at = ({ hunk, line }: Pick<SideLine, 'hunk' | 'line'>): { hunk: string; line: number } => ({ hunk, line });
/** A removed line has no number in the new file. */
export const gone = ({ hunk }: Pick<SideLine, 'hunk'>): { hunk: string } => ({ hunk });
