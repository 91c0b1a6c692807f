import type { FettleEvent } from '../runs/types.ts';
import type { Concern } from '../store/types.ts';

/**
 * What an event is about, where it matters only to a run that we know already. Null: it may begin something new. A run
 * that is stored while the event arrives is looked at afterwards anyway, so nothing is lost by asking just once.
 */
export function concernOf(event: FettleEvent): Concern | null {
  switch (event.kind) {
    case 'ci':
      return { ...named(event.repo), sha: event.sha };
    case 'push':
      return { ...named(event.repo), branch: event.branch };
    case 'pull_request':
      return {
        ...named(event.repo),
        branch: event.headRef,
        pullRequest: event.number,
        ...(event.reverts === undefined ? {} : { followed: event.reverts }),
      };
    case 'followed':
      return { ...named(event.repo), followed: event.number };
    case 'label_removed':
    case 'issue_closed':
    case 'plan_edited':
      return { ...named(event.repo), issue: event.issue };
    case 'answered':
      return event.otherwise === null ? { ...named(event.repo), issue: event.issue } : concernOf(event.otherwise);
    case 'overruled':
      return concernOf(event.otherwise);
    case 'pr_asked':
      return { ...named(event.repo), pullRequest: event.number };
    default:
      return null;
  }
}

const named = ({ owner, name }: { owner: string; name: string }) => ({ owner, name });
