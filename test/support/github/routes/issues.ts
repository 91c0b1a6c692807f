import { z } from 'zod';
import {
  addLabels,
  comment,
  createLabel,
  deleteComment,
  editComment,
  editIssue,
  openIssue,
  react,
  removeLabel,
  setLabels,
} from '../changes/issues.ts';
import { created, HttpError, noContent, notFound, ok, page, type Reply } from '../http/reply.ts';
import { allowed } from '../http/auth.ts';
import { issueOf, type Need, type RepoCall, repoRoute, type Route } from '../http/router.ts';
import type { Comment, Issue } from '../state/rows.ts';
import { atLeast, roleOf, sameLabel } from '../state/world.ts';
import { commentView, eventView, issueView, reactionView } from '../views/issue.ts';
import { reviewView } from '../views/pull.ts';
import { labelNamed, labelView } from '../views/repository.ts';

/** Issue routes serve pull requests too: either permission is enough for the right kind. */
const READ: readonly Need[] = ['issues:read', 'pull_requests:read'];
const WRITE: readonly Need[] = ['issues:write', 'pull_requests:write'];

const Labels = z.union([z.object({ labels: z.array(z.string()) }), z.array(z.string())]);
const Text = z.object({ body: z.string() });
const CONTENTS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
const ReactionBody = z.object({ content: z.enum(CONTENTS) });
const names = (it: z.infer<typeof Labels>): string[] => (Array.isArray(it) ? it : it.labels);

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
  repoRoute('GET /issues/comments', READ, null, ({ world, repo, url }) =>
    page(
      url,
      [...repo.issues.values()].flatMap((issue) => issue.comments.map((it) => commentView(world, repo, issue, it))),
    ),
  ),
  repoRoute('GET /issues/comments/:id', READ, null, (call) => {
    const { issue, it } = commentOf(call);
    return ok(commentView(call.world, call.repo, issue, it));
  }),
  repoRoute('PATCH /issues/comments/:id', WRITE, Text, (call) => {
    const { issue, it } = ownComment(call);
    editComment(call.world, call.repo, call.sender, issue, it, call.body.body);
    return ok(commentView(call.world, call.repo, issue, it));
  }),
  repoRoute('DELETE /issues/comments/:id', WRITE, null, (call) => {
    const { issue, it } = ownComment(call);
    deleteComment(call.world, call.repo, call.sender, issue, it);
    return noContent();
  }),
  repoRoute('GET /issues/comments/:id/reactions', READ, null, (call) => {
    const { it } = commentOf(call);
    return page(
      call.url,
      it.reactions.map((one) => reactionView(call.world, one)),
    );
  }),
  repoRoute('POST /issues/comments/:id/reactions', WRITE, ReactionBody, (call) =>
    addReaction(call, commentOf(call).it),
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
  repoRoute('GET /issues/:number/comments', READ, null, (call) => {
    const issue = issueOf(call);
    const since = call.url.searchParams.get('since') ?? '';
    const shown = issue.comments.filter((it) => it.updatedAt >= since);
    return page(
      call.url,
      shown.map((it) => commentView(call.world, call.repo, issue, it)),
    );
  }),
  repoRoute('POST /issues/:number/comments', WRITE, Text, (call) => {
    const issue = issueOf(call);
    const made = comment(call.world, call.repo, call.sender, issue, call.body.body);
    return created(commentView(call.world, call.repo, issue, made));
  }),
  repoRoute('GET /issues/:number/events', READ, null, (call) =>
    page(
      call.url,
      issueOf(call).events.map((it) => eventView(call.world, call.repo, it)),
    ),
  ),
  repoRoute('GET /issues/:number/timeline', READ, null, timeline),
  repoRoute('GET /issues/:number/labels', READ, null, (call) => page(call.url, labelsOf(call, issueOf(call)))),
  repoRoute('POST /issues/:number/labels', WRITE, Labels, (call) => {
    const issue = issueOf(call);
    addLabels(call.world, call.repo, call.sender, issue, names(call.body));
    return ok(labelsOf(call, issue));
  }),
  repoRoute('PUT /issues/:number/labels', WRITE, Labels, (call) => {
    const issue = issueOf(call);
    setLabels(call.world, call.repo, call.sender, issue, names(call.body));
    return ok(labelsOf(call, issue));
  }),
  repoRoute('DELETE /issues/:number/labels/:name', WRITE, null, (call) => {
    const issue = issueOf(call);
    removeLabel(call.world, call.repo, call.sender, issue, call.params.name ?? '');
    return ok(labelsOf(call, issue));
  }),
  repoRoute('GET /issues/:number/reactions', READ, null, (call) =>
    page(
      call.url,
      issueOf(call).reactions.map((one) => reactionView(call.world, one)),
    ),
  ),
  repoRoute('POST /issues/:number/reactions', WRITE, ReactionBody, (call) => addReaction(call, issueOf(call))),
  repoRoute('DELETE /issues/:number/reactions/:id', WRITE, null, (call) => {
    const { reactions } = issueOf(call);
    const at = reactions.findIndex((it) => it.id === Number(call.params.id) && it.user === call.sender);
    if (at < 0) throw notFound();
    reactions.splice(at, 1);
    return noContent();
  }),
  repoRoute('GET /labels', READ, null, ({ world, repo, url }) =>
    page(
      url,
      [...repo.labels.values()].map((it) => labelView(world, repo, it)),
    ),
  ),
  repoRoute('GET /labels/:name', READ, null, ({ world, repo, params }) => {
    if (!repo.labels.has((params.name ?? '').toLowerCase())) throw notFound();
    return ok(labelView(world, repo, labelNamed(repo, params.name ?? '')));
  }),
  repoRoute(
    'POST /labels',
    WRITE,
    z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullable().optional() }),
    ({ world, repo, body }) => {
      const { name, color, description } = body;
      const wanted = {
        name,
        ...(color === undefined ? {} : { color }),
        ...(description === undefined ? {} : { description }),
      };
      return created(labelView(world, repo, createLabel(world, repo, wanted)));
    },
  ),
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

function labelsOf({ world, repo }: RepoCall, issue: Issue): unknown[] {
  return issue.labels.map((name) => labelView(world, repo, labelNamed(repo, name)));
}

function commentOf({ repo, params }: RepoCall): { issue: Issue; it: Comment } {
  for (const issue of repo.issues.values()) {
    const it = issue.comments.find((one) => one.id === Number(params.id));
    if (it !== undefined) return { issue, it };
  }
  throw notFound();
}

/** Others' comments may be changed by those who may push, which an app with issues:write counts as. */
function ownComment(call: RepoCall): { issue: Issue; it: Comment } {
  const found = commentOf(call);
  const mayWrite = call.actor.kind === 'installation' && allowed(call.actor, call.repo, WRITE);
  if (found.it.author !== call.sender && !mayWrite && !atLeast(roleOf(call.repo, call.sender.login), 'write')) {
    throw new HttpError(403, 'Must have write access to change this comment.', { unexpected: true });
  }
  return found;
}

function addReaction(call: RepoCall<z.infer<typeof ReactionBody>>, target: Issue | Comment): Reply {
  const { it, isNew } = react(call.world, target, call.sender, call.body.content);
  return { status: isNew ? 201 : 200, body: reactionView(call.world, it) };
}

/** Leaves out what was not sent, which is not the same as null. */
export function defined<T extends object>(it: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as never;
}
