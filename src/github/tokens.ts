import { TokenAnswer, readAnswer } from './answers.ts';
import type { Clock } from './patience.ts';

/** A token is dropped this long before it ends, so that a push which has begun with it also ends with it. */
const MARGIN_MS = 5 * 60_000;
/** For a server that doesn't say when a token ends; GitHub's live for an hour. */
const UNTOLD_LIFE_MS = 50 * 60_000;

export interface TokenScope {
  installationId: number;
  /** Only this repository, by name; all of the installation's without it. */
  repository?: string;
  permissions?: Readonly<Record<string, 'read' | 'write'>>;
}

/** Installation tokens, each fetched once and kept until shortly before it ends. */
export interface Tokens {
  get(scope: TokenScope): Promise<string>;
  /** Forgets a token that was refused; a newer one that took its place is kept. */
  refused(scope: TokenScope, token: string): void;
}

type Request = (route: string, parameters: Record<string, unknown>) => Promise<{ data: unknown }>;

/**
 * `request` speaks as the app. Tokens are made by the REST call and not by Octokit's auth strategy, which asks the
 * public API host even where another server is configured.
 */
export function installationTokens(request: Request, clock: Clock): Tokens {
  const kept = new Map<string, { token: string; until: number }>();
  const underWay = new Map<string, Promise<string>>();

  async function fetchToken(key: string, scope: TokenScope): Promise<string> {
    const answer = await request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: scope.installationId,
      ...(scope.repository === undefined ? {} : { repositories: [scope.repository] }),
      ...(scope.permissions === undefined ? {} : { permissions: scope.permissions }),
    });
    const { token, expires_at } = readAnswer('an installation token', TokenAnswer, answer.data);
    const told = Date.parse(expires_at ?? '');
    const until = Number.isNaN(told) ? clock.now() + UNTOLD_LIFE_MS : told - MARGIN_MS;
    kept.set(key, { token, until });
    return token;
  }

  return {
    get(scope) {
      const key = JSON.stringify(scope);
      const old = kept.get(key);
      if (old !== undefined && clock.now() < old.until) return Promise.resolve(old.token);
      const going = underWay.get(key);
      if (going !== undefined) return going;
      const fetching = fetchToken(key, scope).finally(() => underWay.delete(key));
      underWay.set(key, fetching);
      return fetching;
    },
    refused(scope, token) {
      const key = JSON.stringify(scope);
      if (kept.get(key)?.token === token) kept.delete(key);
    },
  };
}
