import { FoundIssueAnswer, IdAnswer, InstallationAnswer } from './answers.ts';
import type { AppConnection } from './connection.ts';
import { orElse } from './repository.ts';
import type { GitHubApp } from './types.ts';

/** No search, or one that does not know a word of ours: then a lost label waits until somebody puts it on again. */
const NO_SEARCH = [403, 404, 410, 422] as const;

/** Where the app is installed, and which open issues carry labels of ours there. */
export function labelledIssues(
  github: AppConnection,
): Pick<GitHubApp, 'installations' | 'labelledIssues' | 'isInstalled'> {
  const { app } = github;
  return {
    installations: () =>
      app.retrying('reading where the app is installed', () =>
        orElse([], [403, 404], async () => {
          const all = await app.pages('GET /app/installations', {}, InstallationAnswer);
          return all
            .filter((it) => it.owner !== null && !it.suspended)
            .map(({ id, owner }) => ({ id, owner: owner ?? '' }));
        }),
      ),

    // One request for all repositories of an installation, of which there may be thousands.
    labelledIssues: ({ id, owner }, labels, since) => {
      const connection = github.installation(id);
      const changed = since === null ? '' : ` updated:>=${new Date(since).toISOString().slice(0, 19)}Z`;
      // Names with a comma between them: one of them is enough.
      const named = labels.map((label) => `"${label.replaceAll('"', '')}"`).join(',');
      const q = `label:${named} user:${owner} is:issue is:open archived:false${changed}`;
      return connection.retrying('searching for labelled issues', () =>
        orElse([], NO_SEARCH, async () => {
          const found = await connection.pages(
            'GET /search/issues',
            { q, sort: 'updated', order: 'desc' },
            FoundIssueAnswer,
            'items',
          );
          return found.map(({ owner: holder, name, number, updatedAt, labels: on }) => ({
            repo: { owner: holder, name, installationId: id },
            number,
            updatedAt,
            labels: on,
          }));
        }),
      );
    },

    isInstalled: ({ owner, name, installationId }) =>
      app.retrying('reading where a repository is installed', () =>
        orElse(false, [403, 404], async () => {
          const it = await app.ask('GET /repos/{owner}/{repo}/installation', { owner, repo: name }, IdAnswer);
          return it.id === installationId;
        }),
      ),
  };
}
