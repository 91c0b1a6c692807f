import { GrantAnswer, TokenAnswer, readAnswer } from './answers.ts';
import { type Clock, statusOf } from './patience.ts';
import { type Permissions, within } from './purpose.ts';

/** A token is dropped this long before it ends, so that a push which has begun with it also ends with it. */
const MARGIN_MS = 5 * 60_000;
/** For a server that doesn't say when a token ends; GitHub's live for an hour. */
const UNTOLD_LIFE_MS = 50 * 60_000;

export interface TokenScope {
  installationId: number;
  /** Only this repository; all of the installation's without it. */
  repository?: { owner: string; name: string };
  permissions: Permissions;
}

/** What an installation grants is asked again after this long: an owner may have accepted more. */
const GRANT_LIFE_MS = 10 * 60_000;

/** Installation tokens, in memory only, each fetched once and kept until shortly before it ends. */
export interface Tokens {
  get(scope: TokenScope): Promise<string>;
  /** What the owner of an installation has granted the app; asked again after ten minutes. */
  granted(installationId: number): Promise<Permissions>;
  /** Forgets a token that was refused; a newer one that took its place is kept. */
  refused(scope: TokenScope, token: string): void;
}

type Request = (route: string, parameters: Record<string, unknown>) => Promise<{ data: unknown }>;

interface TokenParts {
  request: Request;
  /** What a repository is called now; null when nobody knows. */
  nameNow: (scope: TokenScope) => Promise<string | null>;
  clock: Clock;
}

/**
 * `request` speaks as the app. Tokens are made by the REST call and not by Octokit's auth strategy, which asks the
 * public API host even where another server is configured.
 */
export function installationTokens({ request, nameNow, clock }: TokenParts): Tokens {
  const kept = new Map<string, { token: string; until: number }>();
  const underWay = new Map<string, Promise<string>>();

  const grants = new Map<number, { permissions: Permissions; until: number }>();

  const ask = (installationId: number, name: string | undefined, permissions: Permissions) =>
    request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: installationId,
      ...(name === undefined ? {} : { repositories: [name] }),
      permissions,
    });

  async function grantOf(installationId: number): Promise<Permissions> {
    const known = grants.get(installationId);
    if (known !== undefined && clock.now() < known.until) return known.permissions;
    const route = 'GET /app/installations/{installation_id}';
    const answer = await request(route, { installation_id: installationId });
    const { permissions } = readAnswer('an installation', GrantAnswer, answer.data);
    grants.set(installationId, { permissions, until: clock.now() + GRANT_LIFE_MS });
    return permissions;
  }

  /**
   * GitHub refuses a wish of which it grants only a part, and a repository by a former name, with the same number.
   * Then what is granted is asked for, under the name of today.
   */
  async function askAsFar(scope: TokenScope): Promise<{ data: unknown }> {
    const { installationId, repository } = scope;
    try {
      return await ask(installationId, repository?.name, scope.permissions);
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      const left = within(scope.permissions, await grantOf(installationId));
      const name = repository === undefined ? undefined : ((await nameNow(scope)) ?? repository.name);
      if (isWhole(left, scope.permissions) && name === repository?.name) throw error;
      return ask(installationId, name, left);
    }
  }

  async function fetchToken(key: string, scope: TokenScope): Promise<string> {
    const answer = await askAsFar(scope);
    const { token, expires_at } = readAnswer('an installation token', TokenAnswer, answer.data);
    const told = Date.parse(expires_at ?? '');
    const until = Number.isNaN(told) ? clock.now() + UNTOLD_LIFE_MS : told - MARGIN_MS;
    for (const [old, it] of kept) if (it.until <= clock.now()) kept.delete(old);
    kept.set(key, { token, until });
    return token;
  }

  return {
    granted: grantOf,
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

const isWhole = (left: Permissions, wish: Permissions): boolean =>
  Object.keys(wish).every((name) => left[name] === wish[name]);
