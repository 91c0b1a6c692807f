import type { Outcome } from './types.ts';

/** Whether somebody has to act now: then there is a comment that notifies, and a label to find it by. */
export function needsHuman(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'no_pr':
      return outcome.reason !== 'cancelled';
    case 'pr_ci_red':
      return true;
    case 'pr_handed_over':
      return outcome.reason !== 'cancelled' && outcome.reason !== 'person_pushed';
    case 'pr_closed':
    case 'pr_good':
      return false;
  }
}
