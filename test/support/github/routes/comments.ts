import { z } from 'zod';
import { comment, deleteComment, editComment, react } from '../changes/comments.ts';
import { allowed } from '../http/auth.ts';
import { created, HttpError, noContent, notFound, ok, page, type Reply } from '../http/reply.ts';
import { issueOf, type RepoCall, repoRoute, type Route } from '../http/router.ts';
import type { Comment, Issue } from '../state/rows.ts';
import { atLeast, roleOf } from '../state/world.ts';
import { commentView, reactionView } from '../views/issue.ts';
import { READ, WRITE } from './needs.ts';

const Text = z.object({ body: z.string() });
const CONTENTS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
const ReactionBody = z.object({ content: z.enum(CONTENTS) });

/** Comments, and reactions to comments and issues. */
export const commentRoutes: readonly Route[] = [
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
];

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
