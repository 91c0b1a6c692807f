import { databaseGauges } from './metrics/database.ts';
import { diskGauges } from './metrics/disk.ts';
import { faultCounter } from './metrics/faults.ts';
import { githubMetrics } from './metrics/github.ts';
import { runMetrics } from './metrics/runs.ts';
import { webhookMetrics } from './metrics/webhooks.ts';
import { workMetrics } from './metrics/work.ts';
import type { Metrics } from './types.ts';

/**
 * What this process measures, for Prometheus. Loaded only where somebody may scrape it. All names begin with `fettle_`
 * but those that every Node.js process has; `docs/metrics.md` lists them. No label holds what people or code can make
 * up: no repository, no run.
 */
export async function openMetrics({ roles, dataDir }: { roles: readonly string[]; dataDir: string }): Promise<Metrics> {
  const prometheus = await import('prom-client');
  const registry = new prometheus.Registry();
  prometheus.collectDefaultMetrics({ register: registry });
  const make = { prometheus, registers: [registry] };

  new prometheus.Gauge({
    name: 'fettle_process_info',
    help: '1 for each process, with what it is for',
    labelNames: ['roles'],
    registers: [registry],
  }).set({ roles: roles.join('+') }, 1);
  const logLines = new prometheus.Counter({
    name: 'fettle_log_lines_total',
    help: 'Lines of the log, by level',
    labelNames: ['level'],
    registers: [registry],
  });
  for (const level of ['warn', 'error', 'fatal']) logLines.inc({ level }, 0);
  const faults = faultCounter(make);
  const database = databaseGauges(make);
  diskGauges(make, dataDir);

  return {
    ...faults,
    ...workMetrics(make, faults),
    ...githubMetrics(make, faults),
    ...runMetrics(make),
    ...webhookMetrics(make),
    logged: (level) => logLines.inc({ level }),
    connect: database.connect,
    show: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
