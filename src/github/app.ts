import type { GitHubSettings } from '../settings.ts';
import { aftermathOf } from './aftermath.ts';
import { AppAnswer } from './answers.ts';
import { connect } from './connection.ts';
import { deliveryLog } from './deliveries.ts';
import { glance } from './glance.ts';
import { labelledIssues } from './labelled-issues.ts';
import { type Clock, statusOf, systemClock } from './patience.ts';
import { repository } from './repository.ts';
import { installedRepositories, surveyFiles } from './survey.ts';
import type { GitHubApp, Repo } from './types.ts';
import type { GitHubWatch } from './watch-requests.ts';

export type Identity = Awaited<ReturnType<GitHubApp['identity']>>;

/** GitHub as the app sees it; opens nothing until it is asked something. `watch` is told of all answers. */
export function gitHubApp(
  settings: GitHubSettings,
  options: { clock?: Clock; watch?: GitHubWatch | null } = {},
): GitHubApp {
  const connection = connect(settings, options.clock ?? systemClock, options.watch ?? null);
  let known: Promise<Identity> | null = null;

  async function ask(): Promise<Identity> {
    const app = await connection.app
      .retrying('asking which app we are', () => connection.app.ask('GET /app', {}, AppAnswer))
      .catch((error: unknown) => {
        if (statusOf(error) === 404) return null;
        throw error;
      });
    const slug = app?.slug ?? 'fettle';
    return { slug, login: `${slug}[bot]`, id: app?.id ?? settings.appId, guessed: app === null };
  }
  const identity = (): Promise<Identity> => {
    known ??= ask().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };

  return {
    identity,
    for: (repo: Repo) =>
      repository({
        repo,
        settings,
        identity,
        connection: connection.repository(repo),
        tokens: connection.tokens,
      }),
    glance: (installationId, wanted) => glance(connection.installation(installationId), wanted),
    aftermath: (installationId, wanted) => aftermathOf(connection.installation(installationId), wanted),
    installedRepositories: (installationId) => installedRepositories(connection.installation(installationId)),
    surveyFiles: (installationId, repositories, paths) =>
      surveyFiles(connection.installation(installationId), repositories, paths),
    ...labelledIssues(connection),
    ...deliveryLog(connection),
  };
}
