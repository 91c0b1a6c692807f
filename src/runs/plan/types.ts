import type { Proposal } from '../../agent/types.ts';

/** Who wants a plan before the work. */
export type WantedBy = 'label' | 'operator' | 'repository';

/** What somebody agreed to. */
export interface Agreed {
  /** The plan, as it was posted or as somebody edited it; partly the model's words and so foreign. */
  text: string;
  /** A login; null for the operator. */
  by: string | null;
  how: 'go' | 'edit' | 'answer';
  /** What was said beside it, foreign; '' for a plain yes. */
  words: string;
  /** The comment that said so; null for an edit or a tick. */
  commentId: number | null;
  /** ISO 8601. */
  at: string;
}

/** What runs have cost from their first change on, in US dollars. `of`: whose runs these are. */
export interface Estimate {
  of: 'repository' | 'owner';
  runs: number;
  medianUsd: number;
  p90Usd: number;
}

export interface PlanRow {
  wantedBy: WantedBy;
  proposal: Proposal | null;
  /** Ids of the checks that were fixed from base. */
  checks: string[];
  estimate: Estimate | null;
  text: string | null;
  commentId: number | null;
  postedAt: Date | null;
  agreed: Agreed | null;
}
