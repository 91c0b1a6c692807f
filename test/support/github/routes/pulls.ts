import { z } from 'zod';
import { editIssue } from '../changes/issues.ts';
import { branchHead, describePull, mergePull, openPull, pullChanges, reply, review } from '../changes/pulls.ts';
import { created, HttpError, invalid, notFound, ok, page, type Reply } from '../http/reply.ts';
import { pullOf, type RepoCall, repoRoute, type Route } from '../http/router.ts';
import { git, resolveCommit } from '../state/git.ts';
import type { Issue, Pull } from '../state/rows.ts';
import { commitView, mergeBase, readCommit, readCommits } from '../views/commit.ts';
import { pullView, reviewCommentView, reviewView } from '../views/pull.ts';
import { defined } from './needs.ts';

const READ = 'pull_requests:read';
const WRITE = 'pull_requests:write';

const Merge = z.object({ sha: z.string().optional(), merge_method: z.enum(['merge', 'squash', 'rebase']).optional() });

export const pullRoutes: readonly Route[] = [
  repoRoute('GET /pulls', READ, null, list),
  repoRoute(
    'POST /pulls',
    WRITE,
    z.object({
      title: z.string(),
      head: z.string(),
      base: z.string(),
      body: z.string().nullable().optional(),
      draft: z.boolean().optional(),
      maintainer_can_modify: z.boolean().optional(),
    }),
    async ({ world, repo, sender, body }) => {
      const { title, head, base, body: text = null, draft = false } = body;
      const issue = await openPull(world, repo, sender, { title, head, base, body: text, draft });
      return created(await describePull(world, repo, issue, issue.pull as Pull));
    },
  ),
  repoRoute('GET /pulls/:number', READ, null, async (call) => {
    const { world, repo, accept } = call;
    const { issue, pull } = pullOf(call);
    if (!accept.includes('.diff')) return ok(await describePull(world, repo, issue, pull));
    const base = (await mergeBase(repo, pull.base.sha, pull.head.sha)) ?? pull.base.sha;
    const text = `${await git(repo.gitDir, ['diff', base, pull.head.sha])}\n`;
    return { status: 200, text, headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' } };
  }),
  repoRoute(
    'PATCH /pulls/:number',
    WRITE,
    z.object({
      title: z.string().optional(),
      body: z.string().nullable().optional(),
      state: z.enum(['open', 'closed']).optional(),
      base: z.string().optional(),
    }),
    async (call) => {
      const { world, repo, sender } = call;
      const { issue, pull } = pullOf(call);
      const { base, ...change } = defined(call.body);
      if (base !== undefined) {
        const sha = await branchHead(repo, base);
        if (sha === null) throw invalid('PullRequest', 'base', 'invalid');
        pull.base = { ref: base, sha };
      }
      editIssue(world, repo, sender, issue, change);
      return ok(await describePull(world, repo, issue, pull));
    },
  ),
  repoRoute('GET /pulls/:number/files', READ, null, async (call) =>
    page(call.url, await pullChanges(call.repo, pullOf(call).pull)),
  ),
  repoRoute('GET /pulls/:number/commits', READ, null, async (call) => {
    const { world, repo, url } = call;
    const { pull } = pullOf(call);
    const commits = (await readCommits(repo, `${pull.base.sha}..${pull.head.sha}`)).reverse();
    return page(
      url,
      commits.map((it) => commitView(world, repo, it)),
    );
  }),
  repoRoute('PUT /pulls/:number/merge', 'contents:write', Merge, async (call) => {
    const { issue, pull } = pullOf(call);
    if (call.body.sha !== undefined && call.body.sha !== pull.head.sha) {
      throw new HttpError(409, 'Head branch was modified. Review and try the merge again.');
    }
    const sha = await mergePull(call.world, call.repo, call.sender, issue, pull, call.body.merge_method);
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
  }),
  repoRoute('GET /pulls/:number/reviews', READ, null, (call) => {
    const { issue, pull } = pullOf(call);
    return page(
      call.url,
      pull.reviews.map((it) => reviewView(call.world, call.repo, issue, it)),
    );
  }),
  repoRoute(
    'POST /pulls/:number/reviews',
    WRITE,
    z.object({
      event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
      body: z.string().optional(),
      comments: z.array(z.object({ path: z.string(), line: z.number(), body: z.string() })).optional(),
    }),
    (call) => {
      const { issue, pull } = pullOf(call);
      const made = review(call.world, call.repo, call.sender, issue, pull, defined(call.body));
      return ok(reviewView(call.world, call.repo, issue, made));
    },
  ),
  repoRoute('GET /pulls/:number/comments', READ, null, (call) => {
    const { issue, pull } = pullOf(call);
    return page(
      call.url,
      pull.reviewComments.map((it) => reviewCommentView(call.world, call.repo, issue, it)),
    );
  }),
  repoRoute('POST /pulls/:number/comments/:id/replies', WRITE, z.object({ body: z.string() }), (call) => {
    const { issue, pull } = pullOf(call);
    const to = pull.reviewComments.find((it) => it.id === Number(call.params.id));
    if (to === undefined) throw notFound();
    return created(
      reviewCommentView(
        call.world,
        call.repo,
        issue,
        reply(call.world, call.repo, call.sender, issue, pull, to, call.body.body),
      ),
    );
  }),
  repoRoute('GET /pulls/:number/requested_reviewers', READ, null, (call) => ok(reviewers(call))),
  repoRoute(
    'POST /pulls/:number/requested_reviewers',
    WRITE,
    z.object({ reviewers: z.array(z.string()).default([]) }),
    (call) => {
      const { issue, pull } = pullOf(call);
      for (const login of call.body.reviewers) {
        const user = call.world.user(login);
        if (!pull.requestedReviewers.includes(user)) pull.requestedReviewers.push(user);
      }
      return created(pullView(call.world, call.repo, issue, pull));
    },
  ),
  repoRoute('GET /commits/:sha/pulls', READ, null, async ({ world, repo, params, url }) => {
    const sha = await resolveCommit(repo.gitDir, params.sha ?? '');
    const found = pulls(repo).filter(({ pull }) => pull.head.sha === sha || pull.mergeCommitSha === sha);
    return page(
      url,
      found.map(({ issue, pull }) => pullView(world, repo, issue, pull)),
    );
  }),
  repoRoute('GET /commits/:ref*', 'contents:read', null, async ({ world, repo, params }) => {
    const sha = await resolveCommit(repo.gitDir, params.ref ?? '');
    if (sha === null) throw new HttpError(422, `No commit found for SHA: ${params.ref}`);
    return ok(commitView(world, repo, await readCommit(repo, sha)));
  }),
];

function pulls(repo: RepoCall['repo']): { issue: Issue; pull: Pull }[] {
  return [...repo.issues.values()].flatMap((issue) => (issue.pull === null ? [] : [{ issue, pull: issue.pull }]));
}

/** `head` is `owner:branch`; GitHub ignores it without the owner, which has fooled many, so here it is a mistake. */
function list({ world, repo, url }: RepoCall): Reply {
  const query = url.searchParams;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  if (head !== null && !head.includes(':')) {
    throw new HttpError(422, 'head must be written owner:branch', { unexpected: true });
  }
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const shown = pulls(repo)
    .filter(({ issue }) => state === 'all' || issue.state === state)
    .filter(({ pull }) => head === null || head.toLowerCase() === `${repo.owner.login}:${pull.head.ref}`.toLowerCase())
    .filter(({ pull }) => base === null || pull.base.ref === base)
    .sort((a, b) => b.issue[key].localeCompare(a.issue[key]) || b.issue.number - a.issue.number);
  if (query.get('direction') === 'asc') shown.reverse();
  return page(
    url,
    shown.map(({ issue, pull }) => pullView(world, repo, issue, pull)),
  );
}

function reviewers(call: RepoCall): unknown {
  const { pull, issue } = pullOf(call);
  const view = pullView(call.world, call.repo, issue, pull);
  return { users: view.requested_reviewers, teams: [] };
}
