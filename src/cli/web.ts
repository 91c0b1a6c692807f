import { createServer, type Health, type Route, WEBHOOK_PATH } from '../server.ts';
import { ownName } from '../server/own-name.ts';
import type { GitHubSettings, Settings } from '../settings.ts';
import { deliverySignal } from '../store/delivery-signal.ts';
import { deliveryStore } from '../store/delivery-store.ts';
import type { Database, DeliveryStore } from '../store/types.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export interface Web {
  /** From here on webhooks are taken. */
  connect(database: Database): void;
  close(): Promise<void>;
}

/**
 * The front door: takes webhooks, stores them and answers; runs are the workers' business. It listens before the
 * database is open, and says 503 until then. `working` tells the health page whether a worker of this process is still
 * starting.
 */
export async function openWeb(
  settings: Settings,
  github: GitHubSettings,
  working: () => boolean,
  { log, metrics }: Pick<Telemetry, 'log' | 'metrics'>,
): Promise<Web> {
  let open: { database: Database; deliveries: DeliveryStore; signal: ReturnType<typeof deliverySignal> } | null = null;
  let pages: Route | null = null;
  const { oauth } = settings;
  const { url } = settings.runs;
  // Whoever has no dashboard need not load it.
  const dashboard = oauth === null || url === null ? null : { oauth, url, ...(await import('./dashboard.ts')) };
  const server = await createServer({
    settings,
    github,
    deliveries: () => open?.deliveries ?? null,
    onStored: () => open?.signal.send(),
    health: async (): Promise<Health> => {
      if (open === null) return { database: 'starting', queue: 'starting' };
      await open.database.pool.query('SELECT 1');
      return { database: 'ok', queue: working() ? 'ok' : 'starting' };
    },
    routes: dashboard === null ? [] : [(request, response) => (pages ?? starting)(request, response)],
    scrape: { metrics, token: settings.metrics.token },
    log,
  });
  const { port } = await server.listen();
  const proxy = github.webhookProxyUrl;
  const smee =
    proxy === null
      ? null
      : (await import('../server/smee.ts')).startSmee(
          proxy,
          `http://${ownName(settings.host)}:${port}${WEBHOOK_PATH}`,
          log,
        );
  return {
    connect: (database) => {
      const signal = deliverySignal(database, log);
      open = { database, deliveries: deliveryStore(database, log), signal };
      pages =
        dashboard?.openDashboard({ ...dashboard, settings, github, database, onStored: () => signal.send(), log }) ??
        null;
    },
    close: async () => {
      await smee?.stop();
      await server.close();
    },
  };
}

/** Until the database is open. */
const starting: Route = (_request, response) => {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' });
  response.end('Fettle is starting; load this page again in a moment.\n');
  return true;
};
