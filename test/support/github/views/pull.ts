import type { Json } from '../http/reply.ts';
import type { Issue, Pull, Repository, Review, ReviewComment } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { issueView } from './issue.ts';
import { repositoryView, userView } from './repository.ts';

/** What lists and webhooks show. */
export function pullView(world: World, repo: Repository, issue: Issue, pull: Pull): Json {
  const api = `${world.url}/api/v3/repos/${fullName(repo)}`;
  const page = `${world.url}/${fullName(repo)}/pull/${issue.number}`;
  const side = (it: { ref: string; sha: string }): Json => ({
    label: `${repo.owner.login}:${it.ref}`,
    ref: it.ref,
    sha: it.sha,
    user: userView(world, repo.owner),
    repo: repositoryView(world, repo),
  });
  const { reactions: _, pull_request: __, performed_via_github_app: ___, ...shared } = issueView(world, repo, issue);
  return {
    ...shared,
    id: pull.id,
    url: `${api}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${api}/pulls/${issue.number}/commits`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
    head: side(pull.head),
    base: side(pull.base),
    draft: pull.draft,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    requested_reviewers: pull.requestedReviewers.map((user) => userView(world, user)),
    requested_teams: [],
    auto_merge: null,
  };
}

/** What a single pull request shows on top. */
export function fullPullView(
  world: World,
  repo: Repository,
  issue: Issue,
  pull: Pull,
  facts: { mergeable: boolean | null; commits: number; additions: number; deletions: number; changedFiles: number },
): Json {
  const clean = facts.mergeable === null ? 'unknown' : facts.mergeable ? 'clean' : 'dirty';
  return {
    ...pullView(world, repo, issue, pull),
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedBy === null ? null : userView(world, pull.mergedBy),
    mergeable: pull.mergedAt === null ? facts.mergeable : null,
    mergeable_state: pull.draft && facts.mergeable === true ? 'draft' : clean,
    rebaseable: facts.mergeable,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: false,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  };
}

export function reviewView(world: World, repo: Repository, issue: Issue, review: Review): Json {
  const page = `${world.url}/${fullName(repo)}/pull/${issue.number}`;
  return {
    id: review.id,
    node_id: `PRR_kwDO${review.id}`,
    user: userView(world, review.author),
    body: review.body,
    state: review.state,
    html_url: `${page}#pullrequestreview-${review.id}`,
    pull_request_url: `${world.url}/api/v3/repos/${fullName(repo)}/pulls/${issue.number}`,
    submitted_at: review.submittedAt,
    commit_id: review.commitId,
    author_association: 'COLLABORATOR',
  };
}

export function reviewCommentView(world: World, repo: Repository, issue: Issue, it: ReviewComment): Json {
  return {
    id: it.id,
    node_id: `PRRC_kwDO${it.id}`,
    pull_request_review_id: it.reviewId,
    ...(it.inReplyTo === null ? {} : { in_reply_to_id: it.inReplyTo }),
    user: userView(world, it.author),
    body: it.body,
    path: it.path,
    line: it.line,
    side: 'RIGHT',
    diff_hunk: '',
    commit_id: it.commitId,
    original_commit_id: it.commitId,
    created_at: it.createdAt,
    updated_at: it.createdAt,
    html_url: `${world.url}/${fullName(repo)}/pull/${issue.number}#discussion_r${it.id}`,
    pull_request_url: `${world.url}/api/v3/repos/${fullName(repo)}/pulls/${issue.number}`,
  };
}
