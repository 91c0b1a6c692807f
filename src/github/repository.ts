import type { GitHubSettings } from '../settings.ts';
import { access } from './access.ts';
import { IdAnswer, PermissionAnswer, RefAnswer, RepositoryAnswer } from './answers.ts';
import type { Identity } from './app.ts';
import { checkRunCalls } from './check-runs.ts';
import { ciSnapshot } from './ci.ts';
import type { Connection } from './connection.ts';
import { failureLog } from './failure-log.ts';
import { issueEditedAt } from './issue-edits.ts';
import { issueCalls } from './issues.ts';
import { limitOf, statusOf } from './patience.ts';
import { GIT, type GitPurpose } from './purpose.ts';
import { pullRequestCalls } from './pull-requests.ts';
import { reviewCalls } from './reviews.ts';
import { rerunChecks } from './rerun.ts';
import { requiredChecks } from './rules.ts';
import { signedCommit } from './signed-commit.ts';
import type { TokenScope, Tokens } from './tokens.ts';
import type { GitHub, Permission, Repo } from './types.ts';

/** What the calls of one repository share. */
export interface Context {
  repo: Repo;
  settings: GitHubSettings;
  connection: Connection;
  tokens: Tokens;
  identity: () => Promise<Identity>;
  /** `owner` and `repo`, as every route wants them. */
  at: { owner: string; repo: string };
}

const PERMISSIONS: readonly string[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'] satisfies Permission[];

/**
 * One repository. Each method is a few calls that are repeated together until they succeed, so each first looks
 * whether an earlier try already had its effect.
 */
export function repository(parts: Omit<Context, 'at'>): GitHub {
  const { repo, settings, connection, tokens } = parts;
  const at = { owner: repo.owner, repo: repo.name };
  const context: Context = { ...parts, at };
  const gitScope = (purpose: GitPurpose): TokenScope => ({
    installationId: repo.installationId,
    repository: { owner: repo.owner, name: repo.name },
    permissions: GIT[purpose],
  });

  return {
    repo,
    gitUrl: `${settings.webUrl}/${repo.owner}/${repo.name}.git`,
    gitToken(purpose, refused) {
      const scope = gitScope(purpose);
      if (refused !== undefined) tokens.refused(scope, refused);
      return connection.retrying('fetching a token for git', () => tokens.get(scope));
    },
    mayPushWorkflows: () =>
      connection.retrying('asking what the installation grants', async () => {
        const granted = await tokens.granted(repo.installationId);
        return granted.workflows === 'write';
      }),
    async author() {
      const { login } = await parts.identity();
      // A retried attempt must make the very same commit, so only a server without users gets the plain address.
      const bot = await connection.retrying("reading the app's account", () =>
        orElse(null, [403, 404], () => connection.ask('GET /users/{username}', { username: login }, IdAnswer)),
      );
      const host = new URL(settings.webUrl).hostname;
      return { name: login, email: `${bot === null ? '' : `${bot.id}+`}${login}@users.noreply.${host}` };
    },
    defaultBranch: () =>
      connection.retrying('reading the default branch', async () => {
        const answer = await connection.ask('GET /repos/{owner}/{repo}', at, RepositoryAnswer);
        return answer.default_branch;
      }),
    permission: (login) =>
      connection.retrying('reading a permission', () =>
        orElse('none', [404], async () => {
          const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
          const answer = await connection.ask(route, { ...at, username: login }, PermissionAnswer);
          // `permission` knows neither maintain nor triage; `role_name` does, but may be a role of one's own.
          const names = [answer.role_name ?? '', answer.permission];
          return (names.find((name) => PERMISSIONS.includes(name)) ?? 'none') as Permission;
        }),
      ),
    branchHead: (branch) =>
      connection.retrying('reading a branch', () =>
        // 409 is what an empty repository answers.
        orElse(null, [404, 409], async () => {
          const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
          const answer = await connection.ask(route, { ...at, ref: `heads/${branch}` }, RefAnswer);
          return answer.object.sha;
        }),
      ),
    ...issueCalls(context),
    ...pullRequestCalls(context),
    ...reviewCalls(context),
    ...checkRunCalls(context),
    ci: (sha) => ciSnapshot(context, sha),
    failureLog: (sha, check) => failureLog(context, sha, check),
    signedCommit: (spec) => signedCommit(context, spec),
    requiredChecks: (branch) => requiredChecks(context, branch),
    access: () => access(context),
    issueEditedAt: (number) => issueEditedAt(context, number),
    rerun: (checks) => rerunChecks(context, checks),
  };
}

/** The fallback where GitHub answers with one of `statuses`; every other error goes on, a rate limit's 403 too. */
export async function orElse<T, F>(fallback: F, statuses: readonly number[], call: () => Promise<T>): Promise<T | F> {
  try {
    return await call();
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0) && limitOf(error, Date.now()) === null) return fallback;
    throw error;
  }
}
