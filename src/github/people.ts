import { Octokit } from '@octokit/core';
import { z } from 'zod';
import type { GitHubSettings, OAuthSettings } from '../settings.ts';
import { allPages, PER_PAGE } from './all-pages.ts';
import { readAnswer } from './answers.ts';
import { limitOf, statusOf } from './patience.ts';

/** A connection that says nothing for this long is broken. */
const SILENCE_MS = 30_000;

/** Somebody's own token, had by signing in. */
export interface UserToken {
  token: string;
  /** Ms since the epoch; null where the server doesn't say. */
  expiresAt: number | null;
}

/** People who sign in with GitHub. What is asked with a user's token is answered as he would be. */
export interface GitHubPeople {
  /** Where somebody signs in. `challenge` is the SHA-256 of the verifier that `exchange` brings (RFC 7636). */
  signInUrl(wish: { state: string; challenge: string; redirectUrl: string }): string;
  /** Null when GitHub does not take the code, because it is old, used or somebody else's. */
  exchange(got: { code: string; verifier: string; redirectUrl: string }): Promise<UserToken | null>;
  login(token: string): Promise<string>;
  /** `owner/name` in lower case of everything where the app is installed and the user has access by name or team. */
  readable(token: string): Promise<string[]>;
  /** The token is worth nothing any more. */
  revoke(token: string): Promise<void>;
}

/**
 * OAuth's answers, from GitHub's "Generating a user access token for a GitHub App". Its errors come with status 200.
 */
const TokenAnswer = z.union([
  z.object({ access_token: z.string().min(1), expires_in: z.number().optional() }),
  z.object({ error: z.string() }),
]);
const UserAnswer = z.object({ login: z.string().min(1) });
const InstallationsAnswer = z.object({ total_count: z.number(), installations: z.array(z.object({ id: z.number() })) });
const RepositoriesAnswer = z.object({
  total_count: z.number(),
  repositories: z.array(z.object({ full_name: z.string() })),
});

/** Opens nothing until it is asked. Errors bear GitHub's `status`, as everywhere in this folder. */
export function gitHubPeople(
  { apiUrl, webUrl }: Pick<GitHubSettings, 'apiUrl' | 'webUrl'>,
  { clientId, clientSecret }: OAuthSettings,
): GitHubPeople {
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const request = async (route: string, parameters: Record<string, unknown>) => {
    const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'fettle', log });
    return await octokit.request(route, { ...parameters, request: { signal: AbortSignal.timeout(SILENCE_MS) } });
  };
  const ask = async <T>(token: string, route: string, parameters: Record<string, unknown>, schema: z.ZodType<T>) => {
    const answer = await request(route, { ...parameters, headers: { authorization: `token ${token}` } });
    return readAnswer(route, schema, answer.data);
  };

  async function repositoriesOf(token: string, installationId: number): Promise<string[]> {
    const route = 'GET /user/installations/{installation_id}/repositories';
    return allPages(async (page) => {
      const parameters = { installation_id: installationId, per_page: PER_PAGE, page };
      const answer = await ask(token, route, parameters, RepositoriesAnswer);
      return { total: answer.total_count, items: answer.repositories.map((it) => it.full_name.toLowerCase()) };
    }).catch((error: unknown) => {
      // An installation that is suspended, or was removed just now, shows nothing; a limit that is reached tells nothing.
      if (isClosed(error)) return [];
      throw error;
    });
  }

  return {
    signInUrl: ({ state, challenge, redirectUrl }) => {
      const url = new URL('/login/oauth/authorize', webUrl);
      url.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUrl,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },
    exchange: async ({ code, verifier, redirectUrl }) => {
      const route = 'POST /login/oauth/access_token';
      const { data } = await request(route, {
        baseUrl: webUrl,
        headers: { accept: 'application/json' },
        client_id: clientId,
        client_secret: clientSecret,
        code,
        redirect_uri: redirectUrl,
        code_verifier: verifier,
      });
      const answer = readAnswer(route, TokenAnswer, data);
      if ('error' in answer) return null;
      const { access_token: token, expires_in: seconds } = answer;
      return { token, expiresAt: seconds === undefined ? null : Date.now() + seconds * 1000 };
    },
    login: async (token) => (await ask(token, 'GET /user', {}, UserAnswer)).login,
    readable: async (token) => {
      const installations = await allPages(async (page) => {
        const answer = await ask(token, 'GET /user/installations', { per_page: PER_PAGE, page }, InstallationsAnswer);
        return { total: answer.total_count, items: answer.installations };
      });
      const found: string[] = [];
      for (const { id } of installations) found.push(...(await repositoriesOf(token, id)));
      return [...new Set(found)].toSorted();
    },
    revoke: async (token) => {
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      const headers = { authorization: `basic ${basic}` };
      await request('DELETE /applications/{client_id}/token', { client_id: clientId, access_token: token, headers });
    },
  };
}

function isClosed(error: unknown): boolean {
  return [403, 404, 451].includes(statusOf(error) ?? 0) && limitOf(error, Date.now()) === null;
}
