import { HttpError, invalid } from '../http/reply.ts';
import { commitTree, git, gitOrNull, inWorktree, listRefs } from '../state/git.ts';
import type { Issue, Pull, Repository, Review, ReviewComment, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { countCommits, mergeBase, readChanges } from '../views/commit.ts';
import { fullPullView, pullView, reviewCommentView, reviewView } from '../views/pull.ts';
import { editIssue, emitIssue, newIssue, note } from './issues.ts';
import { afterMoves, refMoves } from './pushes.ts';

export interface NewPull {
  title: string;
  body?: string | null;
  head: string;
  base: string;
  draft?: boolean;
}

export async function openPull(world: World, repo: Repository, by: User, wanted: NewPull): Promise<Issue> {
  const headRef = wanted.head.replace(`${repo.owner.login}:`, '');
  const headSha = await branchHead(repo, headRef);
  const baseSha = await branchHead(repo, wanted.base);
  if (headSha === null) throw invalid('PullRequest', 'head', 'invalid');
  if (baseSha === null) throw invalid('PullRequest', 'base', 'invalid');
  const twin = [...repo.issues.values()].find(
    ({ pull, state }) => state === 'open' && pull?.head.ref === headRef && pull.base.ref === wanted.base,
  );
  const custom = (message: string): HttpError =>
    new HttpError(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', code: 'custom', message }] });
  if (twin !== undefined) throw custom(`A pull request already exists for ${repo.owner.login}:${headRef}.`);
  if ((await countCommits(repo, baseSha, headSha)) === 0) {
    throw custom(`No commits between ${wanted.base} and ${headRef}`);
  }
  if (wanted.draft === true && !repo.draftsAllowed) {
    throw new HttpError(422, 'Draft pull requests are not supported in this repository.');
  }
  const issue = newIssue(world, repo, by, wanted.title, wanted.body ?? null);
  issue.pull = {
    id: world.id(),
    head: { ref: headRef, sha: headSha },
    base: { ref: wanted.base, sha: baseSha },
    draft: wanted.draft ?? false,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    reviews: [],
    reviewComments: [],
    requestedReviewers: [],
  };
  await git(repo.gitDir, ['update-ref', `refs/pull/${issue.number}/head`, headSha]);
  emitIssue(world, repo, issue, 'opened', by);
  world.ci.start(repo, { sha: headSha, branch: headRef, event: 'pull_request', by });
  return issue;
}

export async function branchHead(repo: Repository, branch: string): Promise<string | null> {
  return await gitOrNull(repo.gitDir, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`]);
}

export function setDraft(world: World, repo: Repository, by: User, issue: Issue, pull: Pull, draft: boolean): void {
  if (pull.draft === draft) return;
  if (draft && !repo.draftsAllowed) {
    throw new HttpError(422, 'Draft pull requests are not supported in this repository.');
  }
  pull.draft = draft;
  note(world, issue, draft ? 'convert_to_draft' : 'ready_for_review', by);
  emitIssue(world, repo, issue, draft ? 'converted_to_draft' : 'ready_for_review', by);
}

/** The merged tree, or null when the two sides conflict. */
async function mergedTree(repo: Repository, pull: Pull): Promise<string | null> {
  const out = await gitOrNull(repo.gitDir, ['merge-tree', '--write-tree', pull.base.sha, pull.head.sha]);
  return out === null ? null : (out.split('\n')[0] ?? null);
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** Puts the change on the base branch; closes the issues that the description says it closes. */
export async function mergePull(
  world: World,
  repo: Repository,
  by: User,
  issue: Issue,
  pull: Pull,
  method: MergeMethod = 'merge',
): Promise<string> {
  if (issue.state === 'closed' || pull.draft) throw new HttpError(405, 'Pull Request is not mergeable');
  return await world.locked(repo, async () => {
    const tree = await mergedTree(repo, pull);
    if (tree === null) throw new HttpError(405, 'Pull Request is not mergeable');
    const sha = await landing[method](repo, issue, pull, tree, authorOf(by));
    const before = await listRefs(repo.gitDir);
    await git(repo.gitDir, ['update-ref', `refs/heads/${pull.base.ref}`, sha, pull.base.sha]);
    pull.mergedAt = world.now();
    pull.mergedBy = by;
    pull.mergeCommitSha = sha;
    note(world, issue, 'merged', by);
    editIssue(world, repo, by, issue, { state: 'closed' });
    await afterMoves(world, repo, by, refMoves(before, await listRefs(repo.gitDir)));
    for (const number of closes(issue.body ?? '')) {
      const closed = repo.issues.get(number);
      if (closed !== undefined) editIssue(world, repo, by, closed, { state: 'closed' });
    }
    return sha;
  });
}

const authorOf = ({ login }: User) => ({ name: login, email: `${login}@users.noreply.github.com` });

/** What each of the three buttons puts on the base branch; `by` is who presses it. */
const landing: Record<
  MergeMethod,
  (repo: Repository, issue: Issue, pull: Pull, tree: string, by: { name: string; email: string }) => Promise<string>
> = {
  merge: (repo, issue, pull, tree, by) =>
    commitTree(
      repo.gitDir,
      tree,
      [pull.base.sha, pull.head.sha],
      `Merge pull request #${issue.number} from ${repo.owner.login}/${pull.head.ref}\n\n${issue.title}\n`,
      by,
      by,
    ),
  squash: (repo, issue, pull, tree, by) =>
    commitTree(
      repo.gitDir,
      tree,
      [pull.base.sha],
      `${issue.title} (#${issue.number})\n\n${issue.body ?? ''}\n`,
      authorOf(issue.author),
      by,
    ),
  rebase: (repo, _issue, pull, _tree, by) =>
    inWorktree(repo.gitDir, pull.base.sha, by, ['cherry-pick', '--no-merges', `${pull.base.sha}..${pull.head.sha}`]),
};

/** As GitHub's button does: a branch with the revert, and a pull request that says what it reverts. */
export async function revertPull(world: World, repo: Repository, by: User, issue: Issue, pull: Pull): Promise<Issue> {
  const merge = pull.mergeCommitSha;
  if (merge === null) throw new HttpError(422, 'The pull request is not merged');
  const branch = `revert-${issue.number}-${pull.head.ref}`;
  const title = `Revert "${issue.title}"`;
  await world.locked(repo, async () => {
    const base = (await branchHead(repo, pull.base.ref)) ?? merge;
    const isMerge = (await git(repo.gitDir, ['rev-parse', `${merge}^@`])).includes('\n');
    const sha = await inWorktree(repo.gitDir, base, authorOf(by), [
      'revert',
      '--no-edit',
      ...(isMerge ? ['-m', '1'] : []),
      merge,
    ]);
    const before = await listRefs(repo.gitDir);
    await git(repo.gitDir, ['update-ref', `refs/heads/${branch}`, sha]);
    await afterMoves(world, repo, by, refMoves(before, await listRefs(repo.gitDir)));
  });
  const body = `Reverts ${fullName(repo)}#${issue.number}`;
  return await openPull(world, repo, by, { title, body, head: branch, base: pull.base.ref });
}

/** Numbers after GitHub's closing keywords. */
export function closes(body: string): number[] {
  const found = body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi);
  return [...new Set([...found].map((match) => Number(match[1])))];
}

export interface NewReview {
  event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  body?: string;
  comments?: readonly { path: string; line: number; body: string }[];
}

export function review(world: World, repo: Repository, by: User, issue: Issue, pull: Pull, wanted: NewReview): Review {
  const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
  const made: Review = {
    id: world.id(),
    author: by,
    state: states[wanted.event],
    body: wanted.body ?? '',
    commitId: pull.head.sha,
    submittedAt: world.now(),
  };
  pull.reviews.push(made);
  note(world, issue, 'reviewed', by);
  world.say('state', `review of ${fullName(repo)}#${issue.number} by ${by.login}: ${made.state}`);
  const pull_request = pullView(world, repo, issue, pull);
  const lower = { ...reviewView(world, repo, issue, made), state: made.state.toLowerCase() };
  world.webhooks.emit(repo, 'pull_request_review', 'submitted', { review: lower, pull_request }, by);
  for (const { path, line, body } of wanted.comments ?? []) {
    const shared = { author: by, commitId: pull.head.sha, createdAt: world.now() };
    const it = { id: world.id(), reviewId: made.id, inReplyTo: null, path, line, body, ...shared };
    pull.reviewComments.push(it);
    const comment = reviewCommentView(world, repo, issue, it);
    world.webhooks.emit(repo, 'pull_request_review_comment', 'created', { comment, pull_request }, by);
  }
  return made;
}

/** An answer in the thread of a remark. */
export function reply(
  world: World,
  repo: Repository,
  by: User,
  issue: Issue,
  pull: Pull,
  to: ReviewComment,
  body: string,
): ReviewComment {
  const { path, line, commitId } = to;
  const it = {
    id: world.id(),
    reviewId: null,
    inReplyTo: to.id,
    author: by,
    body,
    path,
    line,
    commitId,
    createdAt: world.now(),
  };
  pull.reviewComments.push(it);
  const comment = reviewCommentView(world, repo, issue, it);
  const pull_request = pullView(world, repo, issue, pull);
  world.webhooks.emit(repo, 'pull_request_review_comment', 'created', { comment, pull_request }, by);
  return it;
}

/** The view of one pull request, with what has to be asked from git. */
/** Two commits merge or they don't, for ever. */
const merges = new WeakMap<Repository, Map<string, Promise<boolean>>>();

/** Null for one that is closed. */
export async function isMergeable(repo: Repository, issue: Issue, pull: Pull): Promise<boolean | null> {
  if (issue.state !== 'open') return null;
  const known = merges.get(repo) ?? new Map<string, Promise<boolean>>();
  merges.set(repo, known);
  const key = `${pull.base.sha} ${pull.head.sha}`;
  const asked = known.get(key) ?? mergedTree(repo, pull).then((tree) => tree !== null);
  known.set(key, asked);
  return await asked;
}

export async function describePull(
  world: World,
  repo: Repository,
  issue: Issue,
  pull: Pull,
): Promise<Record<string, unknown>> {
  const changes = await pullChanges(repo, pull);
  const sum = (key: 'additions' | 'deletions'): number => changes.reduce((total, it) => total + it[key], 0);
  return fullPullView(world, repo, issue, pull, {
    mergeable: await isMergeable(repo, issue, pull),
    commits: await countCommits(repo, pull.base.sha, pull.head.sha),
    additions: sum('additions'),
    deletions: sum('deletions'),
    changedFiles: changes.length,
  });
}

export async function pullChanges(repo: Repository, pull: Pull): ReturnType<typeof readChanges> {
  const base = (await mergeBase(repo, pull.base.sha, pull.head.sha)) ?? pull.base.sha;
  return await readChanges(repo, base, pull.head.sha);
}
