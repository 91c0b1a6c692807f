import type { Json } from '../http/reply.ts';
import { git, gitOrNull } from '../state/git.ts';
import type { Repository, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { type CommitFacts, readCommits } from '../views/commit.ts';
import { suiteForOurApp } from './checks.ts';
import { editIssue, emitIssue, note } from './issues.ts';

export interface RefMove {
  /** Full name, `refs/heads/main`. */
  ref: string;
  before: string | null;
  after: string | null;
}

const NOTHING = '0'.repeat(40);

export function refMoves(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): RefMove[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((ref) => ({ ref, before: before.get(ref) ?? null, after: after.get(ref) ?? null }))
    .filter((it) => it.before !== it.after && !it.ref.startsWith('refs/pull/'));
}

/** What GitHub does after refs moved, however they did: webhooks, pull requests' heads, check suites, CI. */
export async function afterMoves(world: World, repo: Repository, by: User, moves: readonly RefMove[]): Promise<void> {
  for (const move of moves) {
    const branch = /^refs\/heads\/(.+)$/.exec(move.ref)?.[1];
    await emitPush(world, repo, by, move);
    if (branch === undefined) continue;
    await movePulls(world, repo, by, branch, move);
    if (move.after === null) continue;
    suiteForOurApp(world, repo, move.after, branch, by);
    world.ci.start(repo, { sha: move.after, branch, event: 'push', by });
  }
}

async function emitPush(world: World, repo: Repository, by: User, { ref, before, after }: RefMove): Promise<void> {
  const range = before === null ? (after ?? '') : `${before}..${after}`;
  const commits = after === null ? [] : (await readCommits(repo, range, 20)).reverse();
  world.say('git', `${fullName(repo)}: ${ref} ${short(before)} -> ${short(after)} by ${by.login}`);
  const forced =
    before !== null &&
    after !== null &&
    (await gitOrNull(repo.gitDir, ['merge-base', '--is-ancestor', before, after])) === null;
  const kind = {
    ref: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
  };
  if (before === null) {
    world.webhooks.emit(repo, 'create', null, { ...kind, master_branch: repo.defaultBranch, pusher_type: 'user' }, by);
  }
  const fields = {
    ref,
    before: before ?? NOTHING,
    after: after ?? NOTHING,
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: null,
    compare: `${world.url}/${fullName(repo)}/compare/${short(before)}...${short(after)}`,
    commits: commits.map(pushedCommit),
    head_commit: commits.length === 0 ? null : pushedCommit(commits.at(-1) as CommitFacts),
    pusher: { name: by.login, email: `${by.login}@users.noreply.github.com` },
  };
  world.webhooks.emit(repo, 'push', null, fields, by);
  if (after === null) world.webhooks.emit(repo, 'delete', null, { ...kind, pusher_type: 'user' }, by);
}

function pushedCommit(it: CommitFacts): Json {
  return {
    id: it.sha,
    tree_id: it.tree,
    distinct: true,
    message: it.message,
    timestamp: it.committer.date,
    author: { name: it.author.name, email: it.author.email },
    committer: { name: it.committer.name, email: it.committer.email },
    added: [],
    removed: [],
    modified: [],
  };
}

async function movePulls(
  world: World,
  repo: Repository,
  by: User,
  branch: string,
  { before, after }: RefMove,
): Promise<void> {
  for (const issue of repo.issues.values()) {
    const { pull } = issue;
    if (pull === null || issue.state === 'closed') continue;
    if (pull.base.ref === branch && after !== null) pull.base.sha = after;
    if (pull.head.ref !== branch) continue;
    if (after === null) {
      editIssue(world, repo, by, issue, { state: 'closed' }); // deleting the branch closes its pull request
      continue;
    }
    pull.head.sha = after;
    await git(repo.gitDir, ['update-ref', `refs/pull/${issue.number}/head`, after]);
    const straight =
      before !== null && (await gitOrNull(repo.gitDir, ['merge-base', '--is-ancestor', before, after])) !== null;
    if (!straight) note(world, issue, 'head_ref_force_pushed', by);
    issue.updatedAt = world.now();
    emitIssue(world, repo, issue, 'synchronize', by, { before: before ?? NOTHING, after });
    world.ci.start(repo, { sha: after, branch, event: 'pull_request', by });
  }
}

function short(sha: string | null): string {
  return sha === null ? 'nothing' : sha.slice(0, 7);
}
