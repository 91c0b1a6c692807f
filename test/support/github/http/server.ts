import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execute } from '../graphql/execute.ts';
import { schema } from '../graphql/schema.ts';
import { resetAt } from '../routes/app.ts';
import { ROUTES } from '../routes/list.ts';
import type { RequestRecord } from '../state/world.ts';
import { fullName, RATE_LIMIT, type World } from '../state/world.ts';
import { type Actor, authenticate, authorise, senderOf, visible } from './auth.ts';
import type { ArmedFault } from './faults.ts';
import { isGitPath, readBody, serveGit } from './git-http.ts';
import { HttpError, type Json, type Reply } from './reply.ts';
import { answerLogs } from './log-host.ts';
import { findRoute, parseBody, type RepoCall } from './router.ts';

export type AdminHandler = (request: IncomingMessage, url: URL, body: Buffer) => Promise<Reply>;

/** Opens the two listeners: the API with git, and the place logs are downloaded from. */
export async function listen(world: World, admin: AdminHandler, host: string, port: number): Promise<Server[]> {
  const api = createServer((request, response) => void answer(world, admin, request, response));
  const logs = createServer((request, response) => answerLogs(world, request, response));
  world.url = await open(api, host, port);
  world.logsUrl = await open(logs, host, 0);
  return [api, logs];
}

async function open(server: Server, host: string, port: number): Promise<string> {
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

async function answer(
  world: World,
  admin: AdminHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', world.url);
  if (url.pathname.startsWith('/_admin/')) {
    await answerAdmin(admin, request, response, url);
    return;
  }
  const path = url.pathname.replace(/^\/api\/v3(?=\/|$)/, '').replace(/^\/api\/graphql$/, '/graphql') || '/';
  const record: RequestRecord = {
    method: request.method ?? 'GET',
    path: path + url.search,
    actor: '',
    status: 0,
    body: null,
  };
  world.requests.push(record);
  const line = `${record.method} ${record.path}`;
  const fault = world.faults.take(line);
  try {
    if (fault?.kind === 'drop-connection-before') {
      request.socket.destroy();
      return;
    }
    if (fault !== null && fault.kind !== 'drop-after-effect') throw faultError(fault);
    const dropAfter = fault !== null;
    if (isGitPath(path)) {
      record.status = await serveGit(world, request, response, url, dropAfter);
      return;
    }
    const reply = await rest(world, request, url, path, record);
    if (dropAfter) request.socket.destroy();
    else send(world, request, response, reply, record);
  } catch (error) {
    const failed =
      error instanceof HttpError
        ? error
        : new HttpError(500, `the double failed: ${String(error)}`, { unexpected: true });
    if (failed.unexpected)
      world.blame(line, failed.status, [failed.message, ...(failed.errors ?? []).map(String)].join(' '));
    if (response.headersSent) response.destroy();
    else send(world, request, response, failed.reply(), record);
  } finally {
    const shown = fault === null ? String(record.status) : `${fault.kind} (a fault on purpose)`;
    const git = isGitPath(path);
    if (record.method !== 'GET' || fault !== null || git) world.say(git ? 'git' : 'request', `${line} -> ${shown}`);
  }
}

async function rest(
  world: World,
  request: IncomingMessage,
  url: URL,
  path: string,
  record: RequestRecord,
): Promise<Reply> {
  const raw = await readBody(request);
  record.body = raw.length === 0 ? null : parseOrText(raw);
  const graphql = path === '/graphql';
  const found = graphql ? null : findRoute(ROUTES, record.method, path);
  if (!graphql && found === null) throw new HttpError(404, 'Not Found', { unexpected: true });
  const moved = movedTo(world, request, url, path);
  if (moved !== null) return moved;
  const { authorization = '' } = request.headers;
  const nobody = found?.route.who === 'anyone';
  const actor: Actor = nobody ? { kind: 'nobody' } : authenticate(world, authorization || undefined);
  const sender = senderOf(world, actor);
  record.actor = actor.kind === 'app' || actor.kind === 'nobody' ? actor.kind : sender.login;
  if (actor.kind !== 'app' && !nobody) limit(world);
  if (found === null) return await answerGraphql(world, actor, raw);
  const { route, params } = found;
  if (route.who === 'app' && actor.kind !== 'app') {
    throw new HttpError(401, 'A JSON web token could not be decoded', { unexpected: true });
  }
  if (route.who === 'installation' && actor.kind === 'app') {
    throw new HttpError(403, 'Resource not accessible by integration', { unexpected: true });
  }
  const accept = String(request.headers.accept ?? '');
  const call = { world, url, params, actor, sender, accept, authorization };
  const more: Partial<RepoCall> = {};
  if (route.inRepository) {
    more.repo = visible(world, actor, params.owner ?? '', params.repo ?? '');
    authorise(world, actor, more.repo, route.needs);
    if (more.repo.archived && record.method !== 'GET')
      throw new HttpError(403, 'Repository was archived so is read-only.');
  }
  const body = parseBody(route.body, raw, request.headers['content-type']);
  return await route.handle({ ...call, ...more, body } as RepoCall<never>);
}

/** GitHub answers for a repository's former name with the way to its present one: 301 to reading, 307 to all else. */
function movedTo(world: World, request: IncomingMessage, url: URL, path: string): Reply | null {
  const [, owner = '', name = ''] = /^\/repos\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  const repo = world.renamed(decodeURIComponent(owner), decodeURIComponent(name));
  if (repo === null) return null;
  const location = url.href.replace(`/repos/${owner}/${name}`, `/repos/${fullName(repo)}`);
  const status = request.method === 'GET' ? 301 : 307;
  return { status, headers: { location }, body: { message: 'Moved Permanently', url: location } };
}

async function answerGraphql(world: World, actor: Actor, raw: Buffer): Promise<Reply> {
  if (actor.kind === 'app') throw new HttpError(403, 'Resource not accessible by integration', { unexpected: true });
  const { query = '', variables } = parseOrText(raw) as { query?: string; variables?: Json };
  const { data, errors } = await execute(query, variables ?? {}, schema(world, actor, senderOf(world, actor)));
  for (const error of errors) {
    if (error.type !== 'UNPROCESSABLE') world.blame('POST /graphql', 200, String(error.message));
  }
  return { status: 200, body: errors.length === 0 ? { data } : { data, errors } };
}

function limit(world: World): void {
  if (world.rateLimitEnforced && world.rateLimitRemaining === 0) {
    throw new HttpError(403, 'API rate limit exceeded for installation.');
  }
  world.rateLimitRemaining = Math.max(0, world.rateLimitRemaining - 1);
}

function send(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  record: RequestRecord,
): void {
  const text = reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': `DOUBLE:${world.requests.length}`,
    'x-ratelimit-limit': String(RATE_LIMIT),
    'x-ratelimit-remaining': String(world.rateLimitRemaining),
    'x-ratelimit-used': String(RATE_LIMIT - world.rateLimitRemaining),
    'x-ratelimit-reset': String(resetAt()),
    'x-ratelimit-resource': 'core',
    ...reply.headers,
  };
  record.status = reply.status;
  if (record.method === 'GET' && reply.status === 200) {
    headers.etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    if (request.headers['if-none-match'] === headers.etag) {
      record.status = 304;
      world.rateLimitRemaining += 1; // a conditional request that finds nothing new is free
      response.writeHead(304, headers).end();
      return;
    }
  }
  response.writeHead(reply.status, headers).end(text);
}

function faultError(fault: ArmedFault): HttpError {
  if (fault.kind === '403-secondary-limit' || fault.kind === '429') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return new HttpError(fault.kind === '429' ? 429 : 403, message, {
      headers: { 'retry-after': String(fault.retryAfter) },
    });
  }
  const messages: Record<string, string> = {
    '401': 'Bad credentials',
    '404': 'Not Found',
    '500': 'Server Error',
    '502': 'Bad Gateway',
  };
  return new HttpError(Number(fault.kind), messages[fault.kind] ?? 'A fault on purpose');
}

async function answerAdmin(
  admin: AdminHandler,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  let reply: Reply;
  try {
    reply = await admin(request, url, await readBody(request));
  } catch (error) {
    reply = error instanceof HttpError ? error.reply() : { status: 400, body: { message: String(error) } };
  }
  response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body ?? null));
}

function parseOrText(raw: Buffer): unknown {
  const text = raw.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
