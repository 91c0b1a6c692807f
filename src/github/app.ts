import type { GitHubSettings } from '../settings.ts';
import { AppAnswer } from './answers.ts';
import { connect } from './connection.ts';
import { type Clock, statusOf, systemClock } from './patience.ts';
import { repository } from './repository.ts';
import type { GitHubApp, Repo } from './types.ts';

export type Identity = Awaited<ReturnType<GitHubApp['identity']>>;

/**
 * GitHub as the app sees it; opens nothing until it is asked something. A server that has no `GET /app` leaves us with a name of our own: then a comment counts as
 * ours by the app it was made with.
 */
export function gitHubApp(settings: GitHubSettings, options: { clock?: Clock } = {}): GitHubApp {
  const clock = options.clock ?? systemClock;
  const connection = connect(settings, clock);
  let known: Promise<Identity> | null = null;

  async function ask(): Promise<Identity> {
    const app = await connection.app
      .retrying('asking which app we are', () => connection.app.ask('GET /app', {}, AppAnswer))
      .catch((error: unknown) => {
        if (statusOf(error) === 404) return { id: settings.appId, slug: 'fettle' };
        throw error;
      });
    return { slug: app.slug, login: `${app.slug}[bot]`, id: app.id };
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
        connection: connection.installation(repo.installationId),
        tokens: connection.tokens,
      }),
  };
}
