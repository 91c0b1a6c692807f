import type { Json } from '../http/reply.ts';
import { atLeast, fullName, roleOf, type World } from '../state/world.ts';
import type { Comment, Issue, IssueEvent, Reaction, Repository, User } from '../state/rows.ts';
import { appView, labelNamed, labelView, userView } from './repository.ts';

function association(repo: Repository, user: User): string {
  if (user === repo.owner) return 'OWNER';
  if (user.type === 'Bot') return 'NONE';
  return atLeast(roleOf(repo, user.login), 'triage') ? 'COLLABORATOR' : 'NONE';
}

function reactionsView(reactions: readonly Reaction[]): Json {
  const count = (content: string): number => reactions.filter((it) => it.content === content).length;
  const names = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];
  return { total_count: reactions.length, ...Object.fromEntries(names.map((name) => [name, count(name)])) };
}

export function reactionView(world: World, it: Reaction): Json {
  return {
    id: it.id,
    node_id: `REA_lADO${it.id}`,
    user: userView(world, it.user),
    content: it.content,
    created_at: it.createdAt,
  };
}

export function issueView(world: World, repo: Repository, issue: Issue): Json {
  const api = `${world.url}/api/v3/repos/${fullName(repo)}`;
  const page = `${world.url}/${fullName(repo)}`;
  const kind = issue.pull === null ? 'issues' : 'pull';
  return {
    id: issue.id,
    node_id: issue.pull === null ? `I_kwDO${issue.id}` : `PR_kwDO${issue.pull.id}`,
    url: `${api}/issues/${issue.number}`,
    repository_url: api,
    labels_url: `${api}/issues/${issue.number}/labels{/name}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    events_url: `${api}/issues/${issue.number}/events`,
    html_url: `${page}/${kind}/${issue.number}`,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: userView(world, issue.author),
    labels: issue.labels.map((name) => labelView(world, repo, labelNamed(repo, name))),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    assignee: issue.assignees[0] === undefined ? null : userView(world, issue.assignees[0]),
    assignees: issue.assignees.map((user) => userView(world, user)),
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : userView(world, issue.closedBy),
    author_association: association(repo, issue.author),
    active_lock_reason: null,
    performed_via_github_app: issue.author === world.bot ? appView(world, world.app) : null,
    reactions: reactionsView(issue.reactions),
    timeline_url: `${api}/issues/${issue.number}/timeline`,
    ...(issue.pull === null
      ? {}
      : {
          draft: issue.pull.draft,
          pull_request: {
            url: `${api}/pulls/${issue.number}`,
            html_url: `${page}/pull/${issue.number}`,
            diff_url: `${page}/pull/${issue.number}.diff`,
            patch_url: `${page}/pull/${issue.number}.patch`,
            merged_at: issue.pull.mergedAt,
          },
        }),
  };
}

export function commentView(world: World, repo: Repository, issue: Issue, comment: Comment): Json {
  const api = `${world.url}/api/v3/repos/${fullName(repo)}`;
  const kind = issue.pull === null ? 'issues' : 'pull';
  return {
    id: comment.id,
    node_id: `IC_kwDO${comment.id}`,
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${world.url}/${fullName(repo)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    user: userView(world, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repo, comment.author),
    performed_via_github_app: comment.author === world.bot ? appView(world, world.app) : null,
    reactions: reactionsView(comment.reactions),
  };
}

export function eventView(world: World, repo: Repository, event: IssueEvent): Json {
  const label = event.label === undefined ? null : labelNamed(repo, event.label);
  return {
    id: event.id,
    node_id: `LE_lADO${event.id}`,
    url: `${world.url}/api/v3/repos/${fullName(repo)}/issues/events/${event.id}`,
    actor: userView(world, event.actor),
    event: event.event,
    commit_id: event.commitId ?? null,
    commit_url: null,
    created_at: event.createdAt,
    performed_via_github_app: event.actor === world.bot ? appView(world, world.app) : null,
    ...(label === null ? {} : { label: { name: label.name, color: label.color } }),
  };
}
