import type { PullCommit } from '../../github/types.ts';
import { LOCKFILE } from '../../guards/dependency/locks.ts';
import { parseDiff } from '../../guards/parse-diff.ts';
import type { DiffFile } from '../../guards/types.ts';
import type { BaseHistory, HistoryCommit } from '../../sandbox/base-history.ts';
import { isBotCommit } from './authors.ts';
import { landed } from './landed.ts';
import { type LaterCommit, type MergedChange, type Survival, Surviving } from './survival.ts';

export interface Merged {
  pull: MergedChange['pull'];
  mergeSha: string;
  commits: readonly PullCommit[];
}

/** Where and until when a change is followed. */
export interface Followed {
  /** The base branch's head, which the merge is a part of. */
  head: string;
  /** Commits that came later do not count, ms since the epoch. */
  until: number;
  /** Merge commits of other changes of ours: whoever merged them, no person wrote them. */
  ours: ReadonlySet<string>;
}

/** What is left of a merged change, by the base branch's history. Null where that does not reach back to the merge. */
export async function readSurvival(
  merged: Merged,
  { head, until, ours }: Followed,
  history: BaseHistory,
): Promise<Survival | null> {
  const { pull, mergeSha, commits } = merged;
  const came = await landed(mergeSha, commits, history);
  if (came === null) return null;
  const whole = parseDiff(await history.diff(came.before, mergeSha, []));
  // What a package manager writes would drown the lines that somebody wrote; a change of lockfiles alone has no others.
  const onlyLocks = whole.every(isLock);
  const counted = (diff: readonly DiffFile[]) => (onlyLocks ? diff : diff.filter((file) => !isLock(file)));
  const change: MergedChange = {
    pull,
    commits: [mergeSha, ...came.commits.map(({ sha }) => sha), ...commits.map(({ sha }) => sha)],
    diff: counted(whole),
  };
  const surviving = new Surviving(change);
  let after = mergeSha;
  let paths = surviving.paths;
  let ahead = await history.between(after, head, paths);
  for (let commit = ahead.shift(); commit !== undefined; commit = ahead.shift()) {
    if (commit.committedAt > until) break;
    const later = await laterCommit(commit, paths, ours, history);
    surviving.next({ ...later, diff: counted(later.diff) });
    after = commit.sha;
    if (surviving.paths.length === paths.length) continue;
    // A file of ours has another name now: what happens under that name counts from here on.
    paths = surviving.paths;
    ahead = await history.between(after, head, paths);
  }
  return surviving.result;
}

const isLock = ({ path }: DiffFile): boolean => LOCKFILE.test(path);

async function laterCommit(
  commit: HistoryCommit,
  paths: readonly string[],
  ours: ReadonlySet<string>,
  history: BaseHistory,
): Promise<LaterCommit> {
  const brought = commit.parents.length > 1 ? await history.broughtBy(commit) : [commit];
  return {
    sha: commit.sha,
    at: commit.committedAt,
    messages: [...new Set([commit, ...brought])].map(({ message }) => message),
    byPeople: !ours.has(commit.sha) && brought.some((it) => !isBotCommit(it)),
    diff: parseDiff(await history.diff(commit.parents[0] ?? commit.sha, commit.sha, paths)),
  };
}
