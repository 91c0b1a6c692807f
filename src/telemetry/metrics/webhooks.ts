import type { Metrics } from '../types.ts';
import { CALL_BUCKETS, type Make } from './make.ts';

/** Webhooks as they come in, and deliveries as they are handled. */
export function webhookMetrics({ prometheus, registers }: Make): Pick<Metrics, 'countWebhooks' | 'deliveryHandled'> {
  let counts: () => Readonly<Record<string, number>> = () => ({});
  new prometheus.Counter({
    name: 'fettle_webhooks_total',
    help: 'Webhooks that came in, by what became of them',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      for (const [result, count] of Object.entries(counts())) this.inc({ result }, count);
    },
  });
  const lag = new prometheus.Histogram({
    name: 'fettle_delivery_lag_seconds',
    help: 'From storing a delivery to having handled it',
    buckets: [...CALL_BUCKETS, 300, 1800],
    registers,
  });
  return {
    countWebhooks: (from) => {
      counts = from;
    },
    deliveryHandled: (seconds) => lag.observe(Math.max(0, seconds)),
  };
}
