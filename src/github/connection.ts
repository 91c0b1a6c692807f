import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import type { z } from 'zod';
import type { GitHubSettings } from '../settings.ts';
import { inSpan } from '../telemetry/scope.ts';
import { AnswerMemory, type Request } from './answer-memory.ts';
import { listOf, readAnswer, WhereaboutsAnswer } from './answers.ts';
import { type Clock, patiently, statusOf } from './patience.ts';
import { permissionsFor, READ } from './purpose.ts';
import { type TokenScope, type Tokens, installationTokens } from './tokens.ts';
import type { Repo } from './types.ts';
import { type GitHubWatch, watchRequests } from './watch-requests.ts';

type Parameters = Record<string, unknown>;

/** A connection that says nothing for this long is broken. */
const SILENCE_MS = 60_000;
const PER_PAGE = 100;
/** 20,000 items: more than any issue or commit we can sensibly work on has, or any installation repositories. */
const MAX_PAGES = 200;

/** GitHub's API as one installation or repository sees it. A single call is tried once; `retrying` says how often. */
export interface Connection {
  ask<T>(route: string, parameters: Parameters, schema: z.ZodType<T>): Promise<T>;
  /** All items of a list; `key` names the array in wrapped lists. */
  pages<T>(route: string, parameters: Parameters, item: z.ZodType<T>, key?: string): Promise<T[]>;
  graphql(query: string, variables: Record<string, unknown>): Promise<unknown>;
  /** Where an API address leads to, or its body: redirects to other hosts never see our token. */
  download(path: string, maxBytes: number): Promise<string>;
  retrying<T>(what: string, attempt: (tries: number) => Promise<T>): Promise<T>;
}

/** The app itself: what it is asked with its own key, and connections to its installations. */
export interface AppConnection {
  app: Pick<Connection, 'ask' | 'pages' | 'retrying'> & {
    /** One page of a list that has no numbered pages; `next` is the `cursor` of the page after it. */
    list<T>(route: string, parameters: Parameters, item: z.ZodType<T>): Promise<{ items: T[]; next: string | null }>;
  };
  tokens: Tokens;
  /** All repositories of an installation at once, for reading alone. */
  installation(installationId: number): Pick<Connection, 'pages' | 'graphql' | 'retrying'>;
  /** One repository: each call with a token for it alone and with the permissions of that call alone. */
  repository(repo: Repo): Connection;
}

/**
 * Octokit's core alone: its plugins would pace every write (3 s between comments), retry what must be looked at first,
 * and cost a worker memory. Deprecation notes of the API are no news to an operator, so its log is silent.
 */
function octokitFor(
  settings: GitHubSettings,
  authentication: { authStrategy: unknown; auth: object },
  seen: { installation: number | null; watch: GitHubWatch | null },
) {
  const silent = () => undefined;
  const octokit = new Octokit({
    baseUrl: settings.apiUrl,
    userAgent: 'fettle',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    ...authentication,
  });
  watchRequests(octokit, seen.installation, seen.watch);
  return octokit;
}

/** Opens nothing yet: the first call does. `watch` is told of all answers. */
export function connect(settings: GitHubSettings, clock: Clock, watch: GitHubWatch | null = null): AppConnection {
  const { appId, privateKey } = settings;
  const asTheApp = { authStrategy: createAppAuth, auth: { appId, privateKey } };
  const asApp = octokitFor(settings, asTheApp, { installation: null, watch });
  const appRequest = requestOf(asApp);
  const tokens = installationTokens({ request: appRequest, nameNow, clock });
  const retrying: Connection['retrying'] = (what, attempt) =>
    patiently(what, clock, (tries) => {
      if (tries > 0) watch?.githubRetried();
      return attempt(tries);
    });
  const memory = new AnswerMemory();
  const octokitWith = (scopeOf: ScopeOf, installation: number) =>
    octokitFor(settings, { authStrategy: () => withToken(tokens, scopeOf), auth: {} }, { installation, watch });

  function connection(place: Place, seenBy: string): Connection {
    const scopeOf: ScopeOf = ({ method, url, query }) => ({
      ...place,
      permissions: permissionsFor(method, url, query),
    });
    const octokit = octokitWith(scopeOf, place.installationId);
    const request = memory.remembering(requestOf(octokit), seenBy);
    return {
      ask: asking(request),
      pages: paging(request),
      graphql: (query, variables) => octokit.graphql(query, { ...variables, request: limits() }),
      download: (path, maxBytes) =>
        inSpan('GET a log', { client: true }, () =>
          download(settings, tokens, { ...place, permissions: READ }, path, maxBytes),
        ),
      retrying,
    };
  }

  /** Tokens are had by a repository's present name only; any other call is led there from the former one. */
  async function nameNow({ installationId, repository }: TokenScope): Promise<string | null> {
    const scope: TokenScope = { installationId, permissions: { metadata: 'read' } };
    const octokit = octokitWith(() => scope, installationId);
    const at = { owner: repository?.owner, repo: repository?.name };
    const { data } = await requestOf(octokit)('GET /repos/{owner}/{repo}', at);
    return readAnswer('a repository', WhereaboutsAnswer, data).full_name.split('/')[1] ?? null;
  }

  const app = { ask: asking(appRequest), pages: paging(appRequest), list: listing(appRequest), retrying };
  return {
    app,
    tokens,
    installation: (installationId) => connection({ installationId }, String(installationId)),
    repository: ({ installationId, owner, name }) =>
      connection({ installationId, repository: { owner, name } }, `${installationId} ${owner}/${name}`),
  };
}

interface Call {
  method: string;
  url: string;
  query?: string;
}
type ScopeOf = (call: Call) => TokenScope;
type Place = Pick<TokenScope, 'installationId' | 'repository'>;

/** Octokit's slot for authentication: puts the token on each request, and forgets one that is refused. */
function withToken(tokens: Tokens, scopeOf: ScopeOf) {
  const hook = async (request: CallableFunction & { endpoint: { merge: CallableFunction } }, ...args: unknown[]) => {
    const endpoint = request.endpoint.merge(...args) as Call & { headers: Record<string, string> };
    const scope = scopeOf(endpoint);
    const token = await tokens.get(scope);
    endpoint.headers.authorization = `token ${token}`;
    try {
      return await (request(endpoint) as Promise<unknown>);
    } catch (error) {
      if (statusOf(error) === 401) tokens.refused(scope, token);
      throw error;
    }
  };
  return Object.assign(async () => ({ type: 'installation' }), { hook });
}

function limits() {
  return { signal: AbortSignal.timeout(SILENCE_MS) };
}

function requestOf(octokit: { request: unknown }): Request {
  const request = octokit.request as Request;
  return (route, parameters) => request(route, { ...parameters, request: limits() });
}

function asking(request: Request): Connection['ask'] {
  return async (route, parameters, schema) => {
    const answer = await request(route, parameters);
    return readAnswer(route, schema, answer.data);
  };
}

/** Pages are asked for by number: the address in a Link header is a server's word, and would be sent our token. */
function paging(request: Request): Connection['pages'] {
  return async (route, parameters, item, key) => {
    const schema = listOf(item, key ?? null);
    const items = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const answer = await request(route, { ...parameters, per_page: PER_PAGE, page });
      items.push(...readAnswer(route, schema, answer.data));
      if (!/\brel="?next"?/.test(String(answer.headers.link ?? ''))) break;
    }
    return items;
  };
}

/** Only the cursor of a Link header is taken, for the same reason. */
function listing(request: Request): AppConnection['app']['list'] {
  return async (route, parameters, item) => {
    const answer = await request(route, { ...parameters, per_page: PER_PAGE });
    const next = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="?next"?/.exec(String(answer.headers.link ?? ''))?.[1];
    const items = readAnswer(route, listOf(item, null), answer.data);
    return { items, next: next === undefined ? null : decodeURIComponent(next) };
  };
}

/** At most the last `maxBytes` of a text: the end of a log is where the failure stands. */
async function download(
  settings: GitHubSettings,
  tokens: Tokens,
  scope: TokenScope,
  path: string,
  maxBytes: number,
): Promise<string> {
  let url = new URL(settings.apiUrl.replace(/\/$/, '') + path);
  const home = url.origin;
  for (let hop = 0; hop < 5; hop += 1) {
    const token = url.origin === home ? await tokens.get(scope) : null;
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': 'fettle', ...(token === null ? {} : { authorization: `token ${token}` }) },
      signal: AbortSignal.timeout(SILENCE_MS),
    }).catch((cause: unknown) => {
      throw Object.assign(new Error(`no answer to GET ${path}`, { cause }), { status: 500 });
    });
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next !== null) {
      await response.body?.cancel();
      url = new URL(next, url);
      continue;
    }
    if (!response.ok) {
      if (response.status === 401 && token !== null) tokens.refused(scope, token);
      await response.body?.cancel();
      throw Object.assign(new Error(`GET ${path} was answered with ${response.status}`), {
        status: response.status,
        response: { headers: Object.fromEntries(response.headers) },
      });
    }
    return tail(response, maxBytes, path);
  }
  throw new Error(`GET ${path} redirects without end`);
}

async function tail(response: Response, maxBytes: number, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let held = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      held += chunk.length;
      while (chunks.length > 1 && held - (chunks[0] as Uint8Array).length >= maxBytes) {
        held -= (chunks.shift() as Uint8Array).length;
      }
    }
  } catch (cause) {
    throw Object.assign(new Error(`the answer to GET ${path} broke off`, { cause }), { status: 500 });
  }
  const all = Buffer.concat(chunks);
  return all.subarray(Math.max(0, all.length - maxBytes)).toString('utf8');
}
