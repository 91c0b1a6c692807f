import type { Logger } from 'pino';
import { createServer, type Health, WEBHOOK_PATH } from '../server.ts';
import type { GitHubSettings, Settings } from '../settings.ts';
import { deliverySignal } from '../store/delivery-signal.ts';
import { deliveryStore } from '../store/delivery-store.ts';
import type { Database, DeliveryStore } from '../store/types.ts';

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
  log: Logger,
): Promise<Web> {
  let open: { database: Database; deliveries: DeliveryStore; signal: ReturnType<typeof deliverySignal> } | null = null;
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
    log,
  });
  const { port } = await server.listen();
  const proxy = github.webhookProxyUrl;
  const smee =
    proxy === null
      ? null
      : (await import('../server/smee.ts')).startSmee(proxy, `http://${settings.host}:${port}${WEBHOOK_PATH}`, log);
  return {
    connect: (database) => {
      open = { database, deliveries: deliveryStore(database, log), signal: deliverySignal(database, log) };
    },
    close: async () => {
      await smee?.stop();
      await server.close();
    },
  };
}
