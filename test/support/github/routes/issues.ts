import { z } from 'zod';
import { editIssue, openIssue } from '../changes/issues.ts';
import { created, notFound, ok, page, type Reply } from '../http/reply.ts';
import { issueOf, type RepoCall, repoRoute, type Route } from '../http/router.ts';
import type { Comment } from '../state/rows.ts';
import { sameLabel } from '../state/world.ts';
import { commentView, eventView, issueView } from '../views/issue.ts';
import { reviewView } from '../views/pull.ts';
import { defined, READ, WRITE } from './needs.ts';

export const issueRoutes: readonly Route[] = [
  repoRoute('GET /issues', READ, null, list),
  repoRoute(
    'POST /issues',
    'issues:write',
    z.object({ title: z.string(), body: z.string().nullable().optional(), labels: z.array(z.string()).optional() }),
    ({ world, repo, sender, body }) => {
      const { title, body: text = null, labels = [] } = body;
      return created(issueView(world, repo, openIssue(world, repo, sender, { title, body: text, labels })));
    },
  ),
  repoRoute('GET /issues/events/:id', READ, null, ({ world, repo, params }) => {
    const found = [...repo.issues.values()].flatMap((it) => it.events).find((it) => it.id === Number(params.id));
    if (found === undefined) throw notFound();
    return ok(eventView(world, repo, found));
  }),
  repoRoute('GET /issues/:number', READ, null, (call) => ok(issueView(call.world, call.repo, issueOf(call)))),
  repoRoute(
    'PATCH /issues/:number',
    WRITE,
    z.object({
      title: z.string().optional(),
      body: z.string().nullable().optional(),
      state: z.enum(['open', 'closed']).optional(),
      state_reason: z.string().nullable().optional(),
      labels: z.array(z.string()).optional(),
    }),
    (call) => {
      const issue = issueOf(call);
      editIssue(call.world, call.repo, call.sender, issue, defined(call.body));
      return ok(issueView(call.world, call.repo, issue));
    },
  ),
  repoRoute('GET /issues/:number/events', READ, null, (call) =>
    page(
      call.url,
      issueOf(call).events.map((it) => eventView(call.world, call.repo, it)),
    ),
  ),
  repoRoute('GET /issues/:number/timeline', READ, null, timeline),
];

function list({ world, repo, url }: RepoCall): Reply {
  const query = url.searchParams;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter(Boolean);
  const since = query.get('since') ?? '';
  const creator = query.get('creator');
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const shown = [...repo.issues.values()]
    .filter((it) => state === 'all' || it.state === state)
    .filter((it) => labels.every((name) => it.labels.some((has) => sameLabel(has, name))))
    .filter((it) => it.updatedAt >= since && (creator === null || it.author.login === creator))
    .sort((a, b) => b[key].localeCompare(a[key]) || b.number - a.number);
  if (query.get('direction') === 'asc') shown.reverse();
  return page(
    url,
    shown.map((it) => issueView(world, repo, it)),
  );
}

function timeline(call: RepoCall): Reply {
  const { world, repo, url } = call;
  const issue = issueOf(call);
  const events = issue.events
    .filter((it) => it.event !== 'reviewed')
    .map((it) => ({ at: it.id, view: eventView(world, repo, it) }));
  const comments = issue.comments.map((it) => ({
    at: it.id,
    view: { ...commentView(world, repo, issue, it), event: 'commented', actor: eventActor(call, it) },
  }));
  const reviews = (issue.pull?.reviews ?? []).map((it) => ({
    at: it.id,
    view: { ...reviewView(world, repo, issue, it), event: 'reviewed' },
  }));
  const all = [...events, ...comments, ...reviews].sort((a, b) => a.at - b.at); // ids grow with time
  return page(
    url,
    all.map((it) => it.view),
  );
}

function eventActor(call: RepoCall, it: Comment): unknown {
  return commentView(call.world, call.repo, issueOf(call), it).user;
}
