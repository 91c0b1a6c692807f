import type { GitHubDouble } from './github.ts';
import { HttpError } from './http/reply.ts';
import type { IssueStory } from './stories/issue.ts';
import type { RepositoryStory } from './stories/repository.ts';

/** What `GET /_admin/NAME` answers. */
export async function observe(gh: GitHubDouble, name: string, url: URL): Promise<unknown> {
  if (name === 'state') return await stateView(gh);
  if (name === 'happenings') {
    const since = Number(url.searchParams.get('since') ?? 0);
    return { happenings: gh.happenings.slice(since), next: gh.happenings.length };
  }
  if (name === 'requests') return gh.requests;
  if (name === 'deliveries') return gh.deliveries;
  throw new HttpError(404, 'there are: state, happenings, requests, deliveries');
}

/** Everything a person could see, as one JSON document. */
async function stateView(gh: GitHubDouble): Promise<unknown> {
  const stories = gh.world.repositories.map((it) => gh.repo(`${it.owner.login}/${it.name}`));
  return { unexpected: gh.unexpected, repositories: await Promise.all(stories.map(repositoryState)) };
}

async function repositoryState(story: RepositoryStory): Promise<unknown> {
  return {
    fullName: story.fullName,
    cloneUrl: story.cloneUrl,
    branches: await story.branches(),
    issues: story.issues.map(issueState),
    pullRequests: story.pullRequests.map((it) => ({
      ...issueState(it),
      draft: it.draft,
      merged: it.merged,
      head: it.head,
      base: it.base,
      checks: story.checks(it.head.sha).map((check) => {
        const { name, status, conclusion } = check;
        return { app: check.suite.app.slug, name, status, conclusion };
      }),
      statuses: story.row.statuses
        .filter((one) => one.sha === it.head.sha)
        .map(({ context, state }) => ({ context, state })),
    })),
    runs: story.runs.map(({ id, name, headSha, status, conclusion, attempt }) => ({
      id,
      name,
      headSha,
      status,
      conclusion,
      attempt,
    })),
  };
}

export function issueState(it: IssueStory): Record<string, unknown> {
  const { number, title, body, state, author, labels, reactions, url } = it;
  const comments = it.comments.map((one) => ({
    id: one.id,
    author: one.author.login,
    body: one.body,
    edits: one.history.length,
    createdAt: one.createdAt,
    updatedAt: one.updatedAt,
  }));
  return { number, title, body, state, author, labels, reactions, url, comments };
}
