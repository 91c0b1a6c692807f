import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metrics } from './types.ts';

export const METRICS_PATH = '/metrics';

/** Whether this is a request for metrics, which was then answered. */
export type MetricsRoute = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const isForMetrics = ({ method, url }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && url?.split('?')[0] === METRICS_PATH;

/** `/metrics` on a port that the whole world may reach: for whoever knows the token, and for nobody where there is none. */
export function metricsRoute(metrics: Pick<Metrics, 'show'> | null, token: string | null): MetricsRoute {
  return async (request, response) => {
    if (metrics === null || token === null || !isForMetrics(request)) return false;
    if (brings(token, request)) await show(metrics, response);
    else refuse(response);
    return true;
  };
}

/**
 * `/metrics` on a port of its own, for whoever can reach that, and with a token for whoever knows it. Resolves when it listens; throws
 * where the port is taken.
 */
export async function metricsServer(
  metrics: Pick<Metrics, 'show'>,
  { host, port, token }: { host: string; port: number; token: string | null },
): Promise<{ port: number; close: () => Promise<void> }> {
  const http = createServer({ requestTimeout: 30_000 }, (request, response) => {
    if (!isForMetrics(request)) response.writeHead(404).end('There is /metrics here.\n');
    else if (token !== null && !brings(token, request)) refuse(response);
    else show(metrics, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  // Nobody needs the metrics of a process that has nothing else to do.
  http.unref();
  const address = http.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}

async function show(metrics: Pick<Metrics, 'show'>, response: ServerResponse): Promise<void> {
  const { contentType, text } = await metrics.show();
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
}

function refuse(response: ServerResponse): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Bearer realm="metrics"' };
  response.writeHead(401, headers).end('Send the token of FETTLE_METRICS_TOKEN.\n');
}

/** Takes the same time whatever is sent. */
function brings(token: string, { headers }: IncomingMessage): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token}`));
}
