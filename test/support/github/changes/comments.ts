import type { Json } from '../http/reply.ts';
import { HttpError, invalid } from '../http/reply.ts';
import type { Comment, Issue, Reaction, Repository, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { commentView, issueView } from '../views/issue.ts';
import { checkText } from './issues.ts';

function emitComment(
  world: World,
  repo: Repository,
  issue: Issue,
  it: Comment,
  action: string,
  by: User,
  more: Json = {},
): void {
  world.say('state', `comment on ${fullName(repo)}#${issue.number} ${action} by ${by.login}: ${it.body.slice(0, 80)}`);
  const fields = { issue: issueView(world, repo, issue), comment: commentView(world, repo, issue, it), ...more };
  world.webhooks.emit(repo, 'issue_comment', action, fields, by);
}

export function comment(world: World, repo: Repository, by: User, issue: Issue, body: string): Comment {
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field');
  checkText('IssueComment', body);
  if (issue.locked) throw new HttpError(403, 'Unable to create comment because issue is locked.');
  const now = world.now();
  const made: Comment = {
    id: world.id(),
    author: by,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    history: [],
  };
  issue.comments.push(made);
  issue.updatedAt = now;
  emitComment(world, repo, issue, made, 'created', by);
  return made;
}

export function editComment(world: World, repo: Repository, by: User, issue: Issue, it: Comment, body: string): void {
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field');
  checkText('IssueComment', body);
  const changes = { body: { from: it.body } };
  it.history.push(it.body);
  it.body = body;
  it.updatedAt = world.now();
  emitComment(world, repo, issue, it, 'edited', by, { changes });
}

export function deleteComment(world: World, repo: Repository, by: User, issue: Issue, it: Comment): void {
  issue.comments.splice(issue.comments.indexOf(it), 1);
  emitComment(world, repo, issue, it, 'deleted', by);
}

/** One reaction of a kind per person; asking again returns the old one. Reactions send no webhook. */
export function react(
  world: World,
  target: Issue | Comment,
  by: User,
  content: string,
): { it: Reaction; isNew: boolean } {
  const known = target.reactions.find((it) => it.user === by && it.content === content);
  if (known !== undefined) return { it: known, isNew: false };
  const it = { id: world.id(), user: by, content, createdAt: world.now() };
  target.reactions.push(it);
  return { it, isNew: true };
}
