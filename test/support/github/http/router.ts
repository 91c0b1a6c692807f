import type { z } from 'zod';
import type { Issue, Level, Pull, Repository, User } from '../state/rows.ts';
import type { World } from '../state/world.ts';
import type { Actor } from './auth.ts';
import { HttpError, notFound, type Reply } from './reply.ts';

/** One request, read and checked. */
export interface Call<Body = unknown> {
  world: World;
  /** As the client sees it, with `/api/v3` if that was used. */
  url: URL;
  params: Record<string, string>;
  body: Body;
  actor: Actor;
  /** Who acts, as it is shown on issues and in webhooks. */
  sender: User;
  accept: string;
  /** The header as it came, for routes that check it themselves. */
  authorization: string;
}

export interface RepoCall<Body = unknown> extends Call<Body> {
  repo: Repository;
}

/** `issues:write`; several mean that any one of them is enough. */
export type Need = `${string}:${Level}`;

export interface Route {
  method: string;
  pattern: RegExp;
  names: string[];
  /** `anyone`: the route itself looks who asks. */
  who: 'app' | 'installation' | 'anyone';
  needs: readonly Need[];
  inRepository: boolean;
  body: z.ZodType | null;
  handle: (call: RepoCall<never>) => Reply | Promise<Reply>;
}

type Handler<C> = (call: C) => Reply | Promise<Reply>;

/** A route below `/repos/:owner/:repo`, asked by an installation (or a person) that needs a permission. */
export function repoRoute<Body>(
  line: string,
  needs: Need | readonly Need[],
  body: z.ZodType<Body> | null,
  handle: Handler<RepoCall<Body>>,
): Route {
  const [method = '', path = ''] = line.split(' ');
  const made = compile(method, `/repos/:owner/:repo${path}`, 'installation');
  const list = typeof needs === 'string' ? [needs] : needs;
  return { ...made, needs: list, inRepository: true, body, handle: handle as Route['handle'] };
}

/** Any other route; `app` ones want the app's own JWT. */
export function plainRoute<Body>(
  line: string,
  who: Route['who'],
  body: z.ZodType<Body> | null,
  handle: Handler<Call<Body>>,
): Route {
  const [method = '', path = ''] = line.split(' ');
  return { ...compile(method, path, who), needs: [], inRepository: false, body, handle: handle as Route['handle'] };
}

/** `:name` is one segment; `:name*` is the rest, slashes included (Octokit encodes them, curl does not). */
function compile(method: string, path: string, who: Route['who']): Pick<Route, 'method' | 'pattern' | 'names' | 'who'> {
  const names: string[] = [];
  const source = path.replace(/:(\w+)(\*?)/g, (_, name: string, rest: string) => {
    names.push(name);
    return rest === '' ? '([^/]+)' : '(.+?)';
  });
  return { method, pattern: new RegExp(`^${source}/?$`), names, who };
}

export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const match = route.pattern.exec(path);
    if (match === null) continue;
    const params = Object.fromEntries(route.names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')]));
    return { route, params };
  }
  return null;
}

export function parseBody(schema: z.ZodType | null, raw: Buffer, contentType = ''): unknown {
  if (schema === null) return undefined;
  let value: unknown = {};
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    value = Object.fromEntries(new URLSearchParams(raw.toString('utf8')));
  } else if (raw.length > 0) {
    try {
      value = JSON.parse(raw.toString('utf8'));
    } catch {
      throw new HttpError(400, 'Problems parsing JSON', { unexpected: true });
    }
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((it) => `${it.path.join('.') || 'body'}: ${it.message}`);
  throw new HttpError(422, `Invalid request.\n\n${errors.join('\n')}`, { errors, unexpected: true });
}

export function issueOf(call: RepoCall): Issue {
  const issue = call.repo.issues.get(Number(call.params.number));
  if (issue === undefined) throw notFound();
  return issue;
}

export function pullOf(call: RepoCall): { issue: Issue; pull: Pull } {
  const issue = call.repo.issues.get(Number(call.params.number));
  if (issue === undefined || issue.pull === null) throw notFound();
  return { issue, pull: issue.pull };
}
