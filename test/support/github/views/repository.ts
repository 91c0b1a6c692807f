import type { Json } from '../http/reply.ts';
import type { AppRef, Installation, Label, Permissions, Repository, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';

export function userView(world: World, user: User): Json {
  return {
    login: user.login,
    id: user.id,
    node_id: `U_kgDO${user.id}`,
    avatar_url: '',
    gravatar_id: '',
    url: `${world.url}/api/v3/users/${encodeURIComponent(user.login)}`,
    html_url: `${world.url}/${user.login}`,
    type: user.type,
    site_admin: false,
  };
}

export function repositoryView(world: World, repo: Repository): Json {
  const name = fullName(repo);
  const api = `${world.url}/api/v3/repos/${name}`;
  return {
    id: repo.id,
    node_id: `R_kgDO${repo.id}`,
    name: repo.name,
    full_name: name,
    private: repo.private,
    visibility: repo.private ? 'private' : 'public',
    owner: userView(world, repo.owner),
    html_url: `${world.url}/${name}`,
    description: null,
    fork: false,
    archived: repo.archived,
    disabled: false,
    url: api,
    clone_url: `${world.url}/${name}.git`,
    git_url: `git://${new URL(world.url).host}/${name}.git`,
    ssh_url: `git@${new URL(world.url).hostname}:${name}.git`,
    default_branch: repo.defaultBranch,
    created_at: repo.createdAt,
    updated_at: repo.createdAt,
    pushed_at: repo.createdAt,
    has_issues: true,
    language: repo.language,
    topics: repo.topics,
    open_issues_count: [...repo.issues.values()].filter((issue) => issue.state === 'open').length,
    allow_merge_commit: true,
    allow_squash_merge: true,
  };
}

export function labelView(world: World, repo: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: `LA_kwDO${label.id}`,
    url: `${world.url}/api/v3/repos/${fullName(repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function labelNamed(repo: Repository, name: string): Label {
  const found = repo.labels.get(name.toLowerCase());
  return found ?? { id: 0, name, color: 'ededed', description: null };
}

export function appView(world: World, app: AppRef, permissions: Permissions = {}): Json {
  return {
    id: app.id,
    slug: app.slug,
    node_id: `A_kwHO${app.id}`,
    client_id: world.oauth.clientId,
    owner: userView(world, app.owner ?? world.user('github')),
    name: app.name,
    description: '',
    external_url: world.url,
    html_url: `${world.url}/apps/${app.slug}`,
    permissions,
    events: [],
  };
}

export function installationView(world: World, it: Installation): Json {
  return {
    id: it.id,
    account: userView(world, it.owner),
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: it.owner.id,
    target_type: 'Organization',
    permissions: it.permissions,
    events: world.webhooks.events ?? [],
    repository_selection: 'all',
    access_tokens_url: `${world.url}/api/v3/app/installations/${it.id}/access_tokens`,
    repositories_url: `${world.url}/api/v3/installation/repositories`,
    html_url: `${world.url}/organizations/${it.owner.login}/settings/installations/${it.id}`,
    single_file_name: null,
    suspended_at: null,
    suspended_by: null,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}
