import type { Logger } from 'pino';
import { describeError, UserError } from '../errors.ts';
import { createLog } from './log.ts';
import { metricsServer } from './metrics-server.ts';
import { within } from './scope.ts';
import type { Tracing } from './tracing.ts';
import type { Metrics } from './types.ts';

export interface Telemetry {
  /** Null where nobody may scrape them. */
  metrics: Metrics | null;
  /** Null where no collector is set. */
  tracing: Tracing | null;
  log: Logger;
  /** A look at a run: whatever happens in it is logged, measured and traced as part of the run. */
  look<T>(runId: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * What shows how Fettle does, as far as the settings ask for it: a log always, metrics with a port or a token, traces with
 * a collector. What is not asked for is not loaded. Throws a UserError where the metrics' port can't be had.
 */
export async function openTelemetry(options: {
  roles: readonly string[];
  host: string;
  dataDir: string;
  logLevel: string;
  metrics: { port: number | null; token: string | null };
  otlpEndpoint: string | null;
  secrets: readonly (string | null | undefined)[];
}): Promise<Telemetry> {
  const { host, metrics: wanted, otlpEndpoint } = options;
  const scraped = wanted.port !== null || wanted.token !== null;
  const metrics = scraped ? await (await import('./metrics.ts')).openMetrics(options) : null;
  const log = createLog({
    level: options.logLevel,
    secrets: [...options.secrets, wanted.token],
    ...(metrics === null ? {} : { onLine: metrics.logged }),
  });
  const tracing = otlpEndpoint === null ? null : await (await import('./tracing.ts')).openTracing(otlpEndpoint, log);
  const server =
    metrics === null || wanted.port === null
      ? null
      : await listen(metrics, { host, port: wanted.port, token: wanted.token }, log);
  return {
    metrics,
    tracing,
    log,
    look: (runId, work) =>
      within(
        {
          run: runId,
          ...(metrics === null ? {} : { onStep: metrics.onStep, onFault: metrics.onFault }),
          ...(tracing === null ? {} : { span: tracing.ofRun(runId) }),
        },
        work,
      ),
    close: async () => {
      await server?.close();
      await tracing?.close();
    },
  };
}

async function listen(metrics: Metrics, at: Parameters<typeof metricsServer>[1], log: Logger) {
  try {
    const server = await metricsServer(metrics, at);
    log.info(`metrics at http://${at.host}:${server.port}/metrics`);
    return server;
  } catch (cause) {
    throw new UserError(
      `Can't listen on ${at.host}:${at.port} for metrics: ${describeError(cause)}. Set FETTLE_METRICS_PORT to a free one, for each process its own.`,
      { cause },
    );
  }
}
