import type { Run } from '../types.ts';

/** An order as it is carried out. */
export interface Given {
  run: Run;
  /** The attempt in whose part of the timeline it is told. */
  attempt: number;
  /** Tells this order from every other. */
  key: string;
  /** A login; null for the operator. */
  by: string | null;
  /** Who and where, in words of a sentence. */
  who: string;
  where: string;
}

export const WHERE = { on: 'on the dashboard', at: 'at a terminal' } as const;
