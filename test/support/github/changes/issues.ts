import type { Json } from '../http/reply.ts';
import { invalid, notFound } from '../http/reply.ts';
import type { Issue, Label, Repository, User } from '../state/rows.ts';
import { fullName, sameLabel, type World } from '../state/world.ts';
import { issueView } from '../views/issue.ts';
import { pullView } from '../views/pull.ts';
import { labelView } from '../views/repository.ts';

/** GitHub's own limit for a comment's or a description's text. */
const MAX_TEXT = 65_536;

export function checkText(resource: string, body: string | null): void {
  if (body !== null && body.length > MAX_TEXT) {
    throw invalid(resource, 'body', 'custom', `body is too long (maximum is ${MAX_TEXT} characters)`);
  }
}

/** Numbers are shared by issues and pull requests. */
export function newIssue(world: World, repo: Repository, by: User, title: string, body: string | null): Issue {
  if (title.trim() === '') throw invalid('Issue', 'title', 'missing_field');
  checkText('Issue', body);
  const now = world.now();
  const issue: Issue = {
    id: world.id(),
    number: repo.issues.size + 1,
    title,
    body,
    editedAt: null,
    state: 'open',
    stateReason: null,
    author: by,
    labels: [],
    assignees: [],
    locked: false,
    comments: [],
    events: [],
    reactions: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: null,
  };
  repo.issues.set(issue.number, issue);
  return issue;
}

/** `issues` or `pull_request`, whichever the number is. */
export function emitIssue(
  world: World,
  repo: Repository,
  issue: Issue,
  action: string,
  by: User,
  more: Json = {},
): void {
  const number = `${fullName(repo)}#${issue.number}`;
  world.say('state', `${issue.pull === null ? 'issue' : 'pull request'} ${number} ${action} by ${by.login}`);
  if (issue.pull === null) {
    world.webhooks.emit(repo, 'issues', action, { issue: issueView(world, repo, issue), ...more }, by);
  } else {
    const pull_request = { ...pullView(world, repo, issue, issue.pull), merged: issue.pull.mergedAt !== null };
    world.webhooks.emit(repo, 'pull_request', action, { number: issue.number, pull_request, ...more }, by);
  }
}

export function note(world: World, issue: Issue, event: string, actor: User, more: { label?: string } = {}): void {
  issue.events.push({ id: world.id(), event, actor, createdAt: world.now(), ...more });
  issue.updatedAt = world.now();
}

export interface NewIssue {
  title: string;
  body?: string | null;
  labels?: readonly string[];
}

export function openIssue(world: World, repo: Repository, by: User, wanted: NewIssue): Issue {
  const issue = newIssue(world, repo, by, wanted.title, wanted.body ?? null);
  const labels = (wanted.labels ?? []).map((name) => ensureLabel(world, repo, name));
  for (const label of labels) {
    issue.labels.push(label.name);
    note(world, issue, 'labeled', by, { label: label.name });
  }
  emitIssue(world, repo, issue, 'opened', by);
  for (const label of labels) emitIssue(world, repo, issue, 'labeled', by, { label: labelView(world, repo, label) });
  return issue;
}

export interface IssueChange {
  title?: string;
  body?: string | null;
  state?: 'open' | 'closed';
  state_reason?: string | null;
  labels?: readonly string[];
}

/** Works on pull requests too, as `PATCH /issues/:number` does. */
export function editIssue(world: World, repo: Repository, by: User, issue: Issue, change: IssueChange): void {
  const changes: Json = {};
  if (change.title !== undefined && change.title !== issue.title) {
    changes.title = { from: issue.title };
    note(world, issue, 'renamed', by);
    issue.title = change.title;
  }
  if (change.body !== undefined && change.body !== issue.body) {
    checkText('Issue', change.body);
    changes.body = { from: issue.body };
    issue.body = change.body;
    issue.editedAt = world.now();
  }
  issue.updatedAt = world.now();
  if (Object.keys(changes).length > 0) emitIssue(world, repo, issue, 'edited', by, { changes });
  if (change.labels !== undefined) setLabels(world, repo, by, issue, change.labels);
  if (change.state === 'closed' && issue.state === 'open') {
    issue.state = 'closed';
    issue.stateReason = change.state_reason ?? 'completed';
    issue.closedAt = world.now();
    issue.closedBy = by;
    note(world, issue, 'closed', by);
    emitIssue(world, repo, issue, 'closed', by);
  }
  if (change.state === 'open' && issue.state === 'closed') {
    if (issue.pull?.mergedAt) throw invalid('PullRequest', 'state', 'invalid', 'a merged pull request stays closed');
    issue.state = 'open';
    issue.stateReason = 'reopened';
    issue.closedAt = null;
    issue.closedBy = null;
    note(world, issue, 'reopened', by);
    emitIssue(world, repo, issue, 'reopened', by);
  }
}

export function ensureLabel(world: World, repo: Repository, name: string): Label {
  const known = repo.labels.get(name.toLowerCase());
  return known ?? createLabel(world, repo, { name });
}

export function createLabel(
  world: World,
  repo: Repository,
  wanted: { name: string; color?: string; description?: string | null },
): Label {
  if (wanted.name.trim() === '') throw invalid('Label', 'name', 'missing_field');
  if (wanted.name.length > 50) throw invalid('Label', 'name', 'custom', 'name is too long (maximum is 50 characters)');
  if (repo.labels.has(wanted.name.toLowerCase())) throw invalid('Label', 'name', 'already_exists');
  if (wanted.color !== undefined && !/^[0-9a-f]{6}$/i.test(wanted.color)) throw invalid('Label', 'color', 'invalid');
  const { name, color = 'ededed', description = null } = wanted;
  const label = { id: world.id(), name, color, description };
  repo.labels.set(name.toLowerCase(), label);
  return label;
}

export function addLabels(world: World, repo: Repository, by: User, issue: Issue, names: readonly string[]): void {
  for (const label of names.map((name) => ensureLabel(world, repo, name))) {
    if (issue.labels.some((name) => sameLabel(name, label.name))) continue;
    issue.labels.push(label.name);
    note(world, issue, 'labeled', by, { label: label.name });
    emitIssue(world, repo, issue, 'labeled', by, { label: labelView(world, repo, label) });
  }
}

export function removeLabel(world: World, repo: Repository, by: User, issue: Issue, name: string): void {
  const at = issue.labels.findIndex((it) => sameLabel(it, name));
  if (at < 0) throw notFound('Label does not exist');
  issue.labels.splice(at, 1);
  const label = ensureLabel(world, repo, name);
  note(world, issue, 'unlabeled', by, { label: label.name });
  emitIssue(world, repo, issue, 'unlabeled', by, { label: labelView(world, repo, label) });
}

export function setLabels(world: World, repo: Repository, by: User, issue: Issue, names: readonly string[]): void {
  for (const old of issue.labels.filter((it) => !names.some((name) => sameLabel(it, name)))) {
    removeLabel(world, repo, by, issue, old);
  }
  addLabels(world, repo, by, issue, names);
}
