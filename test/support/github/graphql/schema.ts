import { isMergeable, setDraft } from '../changes/pulls.ts';
import { authorise, visible, type Actor } from '../http/auth.ts';
import type { Issue, Pull, Repository, User } from '../state/rows.ts';
import { git, gitOrNull } from '../state/git.ts';
import { fullName, pullNodeId, RATE_LIMIT, type World } from '../state/world.ts';
import { latestChecks } from '../views/checks.ts';
import { readCommit } from '../views/commit.ts';
import type { Node } from './execute.ts';

/** The part of GitHub's schema that apps like ours ask for. */
export function schema(world: World, actor: Actor, sender: User): Record<'query' | 'mutation', Node> {
  const byId = (id: unknown): { repo: Repository; issue: Issue; pull: Pull } => {
    const found = world.pullByNodeId(String(id));
    if (found === null) throw new Error(`Could not resolve to a node with the global id of '${String(id)}'`);
    return found;
  };
  const draftMutation =
    (draft: boolean) =>
    (args: Record<string, unknown>): Node => {
      const input = args.input as { pullRequestId?: unknown; clientMutationId?: unknown };
      const { repo, issue, pull } = byId(input.pullRequestId);
      authorise(world, actor, repo, ['pull_requests:write']);
      setDraft(world, repo, sender, issue, pull, draft);
      const clientMutationId = input.clientMutationId ?? null;
      return { __typename: 'Payload', clientMutationId, pullRequest: pullNode(world, repo, issue, pull) };
    };
  return {
    query: {
      __typename: 'Query',
      viewer: userNode(sender),
      rateLimit: { __typename: 'RateLimit', limit: RATE_LIMIT, remaining: world.rateLimitRemaining, cost: 1 },
      node: ({ id }: Record<string, unknown>) => {
        const { repo, issue, pull } = byId(id);
        authorise(world, actor, repo, ['pull_requests:read']);
        return pullNode(world, repo, issue, pull);
      },
      repository: ({ owner, name }: Record<string, unknown>) =>
        // GraphQL follows renames without a word.
        repositoryNode(
          world,
          world.renamed(String(owner), String(name)) ?? visible(world, actor, String(owner), String(name)),
        ),
    },
    mutation: {
      __typename: 'Mutation',
      markPullRequestReadyForReview: draftMutation(false),
      convertPullRequestToDraft: draftMutation(true),
    },
  };
}

/** The newest word of each reviewer; one who asks for changes outweighs the others. */
function decisionOf(pull: Pull): string | null {
  const latest = new Map(pull.reviews.filter((it) => it.state !== 'COMMENTED').map((it) => [it.author, it.state]));
  const states = [...latest.values()];
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return states.length > 0 ? 'APPROVED' : null;
}

/** All that is said of a commit in one word; null when nothing is. */
function rollupOf(repo: Repository, sha: string): Node | null {
  const checks = latestChecks(repo.checks.filter((it) => it.suite.headSha === sha));
  const statuses = [...new Map(repo.statuses.filter((it) => it.sha === sha).map((it) => [it.context, it])).values()];
  const totalCount = checks.length + statuses.length;
  if (totalCount === 0) return null;
  const words = [
    ...checks.map((it) => (it.status === 'completed' ? (it.conclusion ?? 'neutral') : 'pending')),
    ...statuses.map((it) => it.state),
  ];
  const good = new Set(['success', 'neutral', 'skipped']);
  const bad = words.some((word) => word !== 'pending' && !good.has(word));
  const state = bad ? 'FAILURE' : words.includes('pending') ? 'PENDING' : 'SUCCESS';
  const contexts = { __typename: 'StatusCheckRollupContextConnection', totalCount };
  return { __typename: 'StatusCheckRollup', state, contexts: () => contexts };
}

function userNode(user: User): Node {
  return { __typename: user.type, login: user.login, databaseId: user.id };
}

/** Those that somebody asks for. */
const EVENT_TYPES: Record<string, string> = { reopened: 'ReopenedEvent' };

function repositoryNode(world: World, repo: Repository): Node {
  const numbered = ({ number }: Record<string, unknown>): Issue => {
    const issue = repo.issues.get(Number(number));
    if (issue === undefined)
      throw new Error(`Could not resolve to an issue or pull request with the number of ${String(number)}.`);
    return issue;
  };
  return {
    __typename: 'Repository',
    id: `R_kgDO${repo.id}`,
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: fullName(repo),
    isPrivate: repo.private,
    isArchived: repo.archived,
    defaultBranchRef: () => refNode(repo, repo.defaultBranch),
    object: ({ expression }: Record<string, unknown>) => blobNode(repo, String(expression)),
    issue: (args: Record<string, unknown>) => issueNode(world, repo, numbered(args)),
    pullRequest: (args: Record<string, unknown>) => {
      const issue = numbered(args);
      if (issue.pull === null)
        throw new Error(`Could not resolve to a PullRequest with the number of ${issue.number}.`);
      return pullNode(world, repo, issue, issue.pull);
    },
  };
}

function issueNode(world: World, repo: Repository, issue: Issue): Node {
  return {
    __typename: 'Issue',
    id: `I_kwDO${issue.id}`,
    databaseId: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    state: issue.state.toUpperCase(),
    url: `${world.url}/${fullName(repo)}/issues/${issue.number}`,
    author: userNode(issue.author),
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    lastEditedAt: issue.editedAt,
    timelineItems: ({ last, itemTypes }: Record<string, unknown>) => ({
      __typename: 'IssueTimelineItemsConnection',
      nodes: issue.events
        .filter(({ event }) => (itemTypes as string[]).includes(`${event.toUpperCase()}_EVENT`))
        .slice(-Number(last))
        .map(({ event, createdAt }) => ({ __typename: EVENT_TYPES[event] ?? 'Node', createdAt })),
    }),
    labels: () => ({
      __typename: 'LabelConnection',
      nodes: issue.labels.map((name) => ({ __typename: 'Label', name })),
    }),
  };
}

function pullNode(world: World, repo: Repository, issue: Issue, pull: Pull): Node {
  return {
    ...issueNode(world, repo, issue),
    __typename: 'PullRequest',
    id: pullNodeId(pull),
    databaseId: pull.id,
    url: `${world.url}/${fullName(repo)}/pull/${issue.number}`,
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    state: pull.mergedAt === null ? issue.state.toUpperCase() : 'MERGED',
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    baseRefName: pull.base.ref,
    reviewDecision: decisionOf(pull),
    mergeable: async () => {
      const mergeable = await isMergeable(repo, issue, pull);
      return mergeable === true ? 'MERGEABLE' : mergeable === false ? 'CONFLICTING' : 'UNKNOWN';
    },
    mergedAt: pull.mergedAt,
    closedAt: issue.closedAt,
    mergeCommit: pull.mergeCommitSha === null ? null : { __typename: 'Commit', oid: pull.mergeCommitSha },
    baseRef: () => refNode(repo, pull.base.ref),
    commits: async ({ last }: Record<string, unknown>) => ({
      __typename: 'PullRequestCommitConnection',
      nodes: (await commitsOf(repo, pull, Number(last))).map((oid) => ({
        __typename: 'PullRequestCommit',
        commit: commitNode(repo, oid),
      })),
    }),
  };
}

/** Oldest first. One that is closed still shows what it brought: its base is kept as it was then. */
async function commitsOf(repo: Repository, pull: Pull, last: number): Promise<string[]> {
  if (last === 1) return [pull.head.sha];
  const text = await git(repo.gitDir, ['rev-list', '--reverse', `${pull.base.sha}..${pull.head.sha}`]);
  return text.split('\n').filter(Boolean).slice(-last);
}

function commitNode(repo: Repository, oid: string): Node {
  const read = () => readCommit(repo, oid);
  return {
    __typename: 'Commit',
    oid,
    statusCheckRollup: () => rollupOf(repo, oid),
    messageHeadline: async () => (await read()).message.split('\n')[0],
    authoredDate: async () => new Date((await read()).author.date).toISOString().replace('.000Z', 'Z'),
    parents: async () => ({ __typename: 'CommitConnection', totalCount: (await read()).parents.length }),
  };
}

/** A file at `REVISION:path`; null where there is none. Only blobs are told here. */
async function blobNode(repo: Repository, expression: string): Promise<Node | null> {
  const at = expression.startsWith('HEAD:') ? `refs/heads/${repo.defaultBranch}:${expression.slice(5)}` : expression;
  const text = at.startsWith('-') ? null : await gitOrNull(repo.gitDir, ['cat-file', 'blob', at]);
  if (text === null) return null;
  const isBinary = text.includes('\0');
  return { __typename: 'Blob', text: isBinary ? null : text, isBinary, isTruncated: text.length > 512 * 1024 };
}

async function refNode(repo: Repository, name: string): Promise<Node | null> {
  const oid = await gitOrNull(repo.gitDir, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`]);
  return oid === null ? null : { __typename: 'Ref', name, target: { __typename: 'Commit', oid } };
}
