import type { PullCommit } from '../../github/types.ts';
import type { BaseHistory, HistoryCommit } from '../../sandbox/base-history.ts';

/** How a pull request came to its base branch. */
export interface Landed {
  /** The base branch as it was before. */
  before: string;
  /** The commits that came, newest first: a merge with what it brought, one squashed, or several rebased. */
  commits: HistoryCommit[];
}

/**
 * What GitHub's merge commit stands for. A squash is one commit with the time of the merge; a rebase is a copy of each
 * commit, whose messages and times are kept, of which GitHub names the last. Null where the history does not reach back.
 */
export async function landed(
  mergeSha: string,
  pullCommits: readonly PullCommit[],
  history: Pick<BaseHistory, 'upTo' | 'broughtBy'>,
): Promise<Landed | null> {
  const copied = pullCommits.filter(({ parents }) => parents < 2).toReversed();
  const commits = await history.upTo(mergeSha, Math.max(1, copied.length));
  const [merge] = commits;
  if (merge === undefined) return null;
  if (merge.parents.length > 1)
    return { before: merge.parents[0] as string, commits: [merge, ...(await history.broughtBy(merge))] };
  const differs = copied.findIndex(({ headline, authoredAt }, at) => {
    const copy = commits[at];
    return copy === undefined || !isHeadline(headline, copy.message) || copy.authoredAt !== authoredAt;
  });
  const rebased = commits.slice(0, Math.max(1, differs === -1 ? copied.length : differs));
  const before = rebased.at(-1)?.parents[0];
  return before === undefined ? null : { before, commits: rebased };
}

function isHeadline(headline: string, message: string): boolean {
  const first = message.split('\n')[0] ?? '';
  return headline.endsWith('…') ? first.startsWith(headline.slice(0, -1)) : first === headline;
}
