import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { emitterEventNames } from '@octokit/webhooks';
import type { Logger } from 'pino';
import { createNodeMiddleware, Probot } from 'probot';
import { type AppParts, fettleApp, type WebhookCounts } from './app.ts';
import { describeError } from './errors.ts';
import { cantListen } from './server/cant-listen.ts';
import { readBody } from './server/read-body.ts';
import type { GitHubSettings, Settings } from './settings.ts';
import { metricsRoute } from './telemetry/metrics-server.ts';
import type { Metrics } from './telemetry/types.ts';

export const WEBHOOK_PATH = '/api/github/webhooks';

export interface Health {
  database: 'ok' | 'starting' | 'down';
  queue: 'ok' | 'starting' | 'down';
  /** For people; a missing sandbox makes runs wait and webhooks not. */
  sandbox?: string;
}

/** A route of its own: true when it has answered. */
export type Route = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface ServerParts {
  settings: Pick<Settings, 'host' | 'port' | 'runs'>;
  github: GitHubSettings;
  deliveries: AppParts['deliveries'];
  onStored: AppParts['onStored'];
  health: () => Promise<Health>;
  routes?: readonly Route[];
  /** Shown to whoever sends the token; nobody may scrape where there is none. */
  scrape?: { metrics: Metrics | null; token: string | null };
  /** A connection on which nothing moves for this long is closed, ms: whoever does not read an answer must not keep it in our memory. */
  silenceMs?: number;
  log: Logger;
}

export interface Server {
  /** Throws a UserError when the port can't be had. */
  listen(): Promise<{ port: number }>;
  close(): Promise<void>;
}

/** Every event that GitHub has. */
const KNOWN_EVENTS: ReadonlySet<string> = new Set(emitterEventNames.map((name) => name.split('.')[0] ?? name));

const SILENCE_MS = 2 * 60_000;

/** Requests under way when the process stops get this long, ms. */
const CLOSE_PATIENCE = 3000;

/**
 * The front door. An own HTTP server, because Probot's can't take a free port and has no limit on bodies. It may listen
 * before the database is open: until then `/ping` and webhooks are answered 503, which GitHub shows as failed.
 */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { settings, github, log } = parts;
  const counts: WebhookCounts = { stored: 0, repeated: 0, unconcerned: 0, ignored: 0, refused: 0 };
  const { metrics, token } = parts.scrape ?? { metrics: null, token: null };
  metrics?.countWebhooks(() => counts);
  const routes = [
    ping(parts),
    healthz(parts, counts),
    metricsRoute(metrics, token),
    await webhooks(parts, counts),
    ...(parts.routes ?? []),
  ];
  const http = createHttpServer({ requestTimeout: 60_000 }, (request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      if (!request.complete && request.destroyed) return;
      log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else say(response, 500, 'something went wrong');
    });
  });
  http.setTimeout(parts.silenceMs ?? SILENCE_MS);
  return {
    listen: async () => {
      await new Promise<void>((resolve, reject) => {
        http.once('error', (cause: NodeJS.ErrnoException) => reject(cantListen(settings, cause)));
        http.listen(settings.port, settings.host, resolve);
      });
      const { port } = http.address() as AddressInfo;
      log.info(`listening on http://${settings.host}:${port}, webhooks at ${WEBHOOK_PATH}, GitHub at ${github.webUrl}`);
      return { port };
    },
    close: async () => {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeIdleConnections();
      await Promise.race([closed, delay(CLOSE_PATIENCE, undefined, { ref: false })]);
      http.closeAllConnections();
      await closed;
    },
  };
}

async function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const route of routes) if (await route(request, response)) return;
  say(response, 404, 'not found');
}

function say(response: ServerResponse, status: number, text: string): true {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  return true;
}

function pathOf(request: IncomingMessage): string {
  return URL.parse(request.url ?? '/', 'http://localhost')?.pathname ?? '/';
}

const isGet = (request: IncomingMessage, path: string) =>
  (request.method === 'GET' || request.method === 'HEAD') && pathOf(request) === path;

function ping({ deliveries }: ServerParts): Route {
  return (request, response) => {
    if (!isGet(request, '/ping')) return false;
    return deliveries() === null ? say(response, 503, 'starting') : say(response, 200, 'PONG');
  };
}

function healthz({ health, log }: ServerParts, webhooks: WebhookCounts): Route {
  return async (request, response) => {
    if (!isGet(request, '/healthz')) return false;
    const found = await health().catch((error: unknown): Health => {
      log.warn({ err: error }, 'the health check failed');
      return { database: 'down', queue: 'down' };
    });
    const ok = found.database === 'ok' && found.queue === 'ok';
    response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify({ status: ok ? 'ok' : 'unavailable', ...found, webhooks })}\n`);
    return true;
  };
}

/** Probot checks headers, signature and JSON, and calls the application. The body is read here because of its limit. */
async function webhooks(parts: ServerParts, counts: WebhookCounts): Promise<Route> {
  const { settings, github, deliveries, onStored, log } = parts;
  const quiet = log.child({}, { serializers: { err: withoutPayload } });
  const probot = new Probot({
    appId: github.appId,
    privateKey: github.privateKey,
    secret: github.webhookSecret,
    baseUrl: github.apiUrl,
    log: quiet,
  });
  const { label, bots } = settings.runs;
  const us = { label, bots, appId: github.appId };
  const middleware = await createNodeMiddleware(fettleApp({ us, deliveries, onStored, counts, log: quiet }), {
    probot,
    webhooksPath: WEBHOOK_PATH,
  });
  return async (request, response) => {
    if (request.method !== 'POST' || pathOf(request) !== WEBHOOK_PATH) return false;
    response.once('finish', () => {
      if (response.statusCode >= 400) counts.refused += 1;
    });
    if (deliveries() === null) return say(response, 503, 'starting; redeliver it');
    const body = await readBody(request);
    if (body === null) return say(response, 413, 'the body is larger than 25 MB');
    // Every webhook is an object; what is JSON but not an object makes Octokit's handler fall over.
    if (!/^\s*\{/.test(body.subarray(0, 1000).toString('latin1')))
      return say(response, 400, 'the body is no JSON object');
    // The rest looks handlers up by this name, in objects that have properties of their own.
    if (!KNOWN_EVENTS.has(String(request.headers['x-github-event'])))
      return say(response, 400, 'there is no such event');
    Object.assign(request, { body: {}, rawBody: body });
    return (await middleware(request, response)) === true;
  };
}

/** Octokit hangs the whole event on its errors: one forged request could fill a disk with logs. */
function withoutPayload(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const inner = error instanceof AggregateError ? error.errors.map(describeError).join('; ') : undefined;
  return { type: error.name, message: inner || describeError(error) };
}
