import type { SpanExporter } from '@opentelemetry/sdk-trace';

/** The same exporter; the first of its failures in a row is logged, and that it works again. */
export function logFaultsOnce(
  exporter: SpanExporter,
  log: { warn(data: object, message: string): void },
): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined || result.code !== 0;
        if (failed && !failing)
          log.warn({ error: result.error?.message ?? 'no reason given' }, 'traces could not be sent; they are dropped');
        if (!failed && failing) log.warn({}, 'traces are sent again');
        failing = failed;
        done(result);
      }),
    forceFlush: async () => await exporter.forceFlush?.(),
    shutdown: async () => await exporter.shutdown(),
  };
}
