import { endingOf } from '../../github/texts/ends.ts';
import { needsHuman } from '../needs-human.ts';
import type { Outcome, Run } from '../types.ts';
import type { NoticeKind } from './types.ts';

/** What is told of a run's end; null where nobody has to act and nothing waits for a review. */
export function endNotice(
  run: Pick<Run, 'issue' | 'headSha' | 'resumedAt'>,
  outcome: Outcome,
  label: string,
): { kind: NoticeKind; cause: string; text: string } | null {
  const kind = outcome.kind === 'pr_good' ? 'ready' : needsHuman(outcome) ? 'needs_person' : null;
  // Who put the hold label on knows that it is on.
  if (kind === null || outcome.reason === 'hold') return null;
  const { what } = endingOf(outcome, run.issue, label);
  // Ended once more after somebody had it go on, or with another commit, it is news again.
  const cause = ['end', outcome.kind, outcome.reason, run.headSha ?? '', run.resumedAt?.toISOString() ?? ''].join(':');
  const detail = outcome.detail.trim();
  return { kind, cause, text: detail === '' ? what : `${what} ${detail}` };
}
