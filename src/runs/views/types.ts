import type { Outcome, RunState } from '../types.ts';

/** Which repositories somebody may see: `owner/name` in lower case; null for the operator, who sees all. */
export interface Sight {
  repos: readonly string[] | null;
}

/** What runs are looked for. All that is given must hold. */
export interface RunQuery {
  /** `owner/name`, in any case. */
  repo?: string;
  /** `open`: not ended. */
  state?: RunState | 'open';
  outcome?: Outcome['kind'];
  /** An outcome's reason, such as `judge_veto`. */
  reason?: string;
  /** Runs in which something waits for a person: a question, a hold, an ending that somebody must look at. */
  needsPerson?: boolean;
  /** Words of the title, `owner/name`, `#12`, or the beginning of a run's id. Foreign text. */
  text?: string;
  /** Runs that began at this time or later. */
  since?: Date;
  /** From an earlier answer's `next`. */
  cursor?: string;
  /** Rows at most, 1 to 200. */
  limit: number;
}

/** One run in a list. `title` is foreign. */
export interface RunLine {
  id: string;
  owner: string;
  name: string;
  issue: number;
  prNumber: number | null;
  title: string;
  requestedBy: string;
  state: RunState;
  outcome: Outcome | null;
  needsPerson: boolean;
  attempts: number;
  costUsd: number;
  /** After the merge, as far as it is known. */
  merged: 'merged' | 'reverted' | 'reworked' | null;
  createdAt: Date;
  endedAt: Date | null;
}

/** One repository with what its runs came to. */
export interface RepositoryLine {
  owner: string;
  name: string;
  runs: number;
  open: number;
  merged: number;
  costUsd: number;
  lastRunAt: Date;
}

/** Looks at many runs at once, for people. Every look is quick with a million runs, and shows nothing out of sight. */
export interface RunViews {
  /** Newest first. A cursor that is no cursor is a UserError. */
  list(sight: Sight, query: RunQuery): Promise<{ runs: RunLine[]; next: string | null }>;
  /** Most recently used first. */
  repositories(sight: Sight, query: { text?: string; limit: number }): Promise<RepositoryLine[]>;
}
