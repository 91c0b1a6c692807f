import type { Model } from '../../agent/types.ts';
import type { Arm } from '../arm.ts';
import type { SuiteName, Trial } from '../trial.ts';

export interface Item {
  id: string;
  cluster: string;
  /** sha256 of everything that makes the item what it is: runs are compared on items whose hashes agree. */
  hash: string;
}

/** What a suite gets for each trial. `model` is recorded or replayed by whoever calls; the suite asks it and knows nothing of that. */
export interface TrialContext {
  /** A model for one purpose of this trial; each purpose is a conversation of its own in the recording. */
  model: (purpose: 'agent' | 'judge') => Model;
  arm: Arm;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** What comes of one trial; the engine adds what it knows itself. */
export type Tried = Pick<Trial, 'costUsd' | 'usage' | 'score' | 'answer' | 'expected' | 'detail' | 'record'>;

/** A set of items and how one of them is tried. Throws only for faults that stop the whole run (an abort, a UserError). */
export interface Suite {
  name: SuiteName;
  items: readonly Item[];
  tryItem(id: string, trial: number, context: TrialContext): Promise<Tried>;
}
