import type * as Api from '@opentelemetry/api';
import { logFaultsOnce } from './log-faults-once.ts';
import { traceIdsOf } from './trace-ids.ts';
import type { Attributes, RunEnded, Span } from './types.ts';

/** Spans wait here for the next batch; more are dropped, since a collector that is away must cost a run nothing. */
const MAX_WAITING = 2048;
/** A batch that can't be sent in this time, with all tries, is dropped, ms; a process that stops outlives it by no more. */
const EXPORT_MS = 3000;
/** A stop waits no longer for the last batch, ms. */
const FLUSH_MS = 2000;

export interface Tracing {
  /** The run's own span, which all others are in. It is only sent when the run has ended. */
  ofRun(runId: string): Span;
  runEnded(run: { id: string; createdAt: Date }, outcome: RunEnded, attributes: Attributes): void;
  /** Sends what is waiting. */
  close(): Promise<void>;
}

/**
 * Traces by OpenTelemetry, sent in batches to a collector as OTLP over HTTP (JSON). Its libraries are loaded here and
 * nowhere else, since they cost memory. `endpoint` is the collector's base address, `/v1/traces` is added; headers that
 * the collector asks for are read by the library from OTEL_EXPORTER_OTLP_HEADERS.
 */
export async function openTracing(
  endpoint: string,
  log: { warn(data: object, message: string): void },
): Promise<Tracing> {
  const api = await import('@opentelemetry/api');
  const sdk = await import('@opentelemetry/sdk-trace');
  const resources = await import('@opentelemetry/resources');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');

  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS });
  const ids = new GivenIds(new sdk.RandomIdGenerator());
  const named = resources
    .resourceFromAttributes({ 'service.name': 'fettle' })
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(named),
    idGenerator: ids,
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: logFaultsOnce(exporter, log), maxQueueSize: MAX_WAITING })],
  });
  const tracer = provider.getTracer('fettle');

  function child(parent: Api.Span, name: string, options: Parameters<Span['child']>[1]): Span {
    const kind = options.client ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL;
    const attributes = options.attributes as Api.Attributes | undefined;
    const context = api.trace.setSpan(api.ROOT_CONTEXT, parent);
    return wrap(tracer.startSpan(name, { kind, ...(attributes && { attributes }) }, context));
  }
  function wrap(span: Api.Span): Span {
    const { traceId, spanId } = span.spanContext();
    return {
      traceId,
      spanId,
      child: (name, options) => child(span, name, options),
      set: (attributes) => void span.setAttributes(attributes as Api.Attributes),
      fail: (type) => {
        span.setAttribute('error.type', type);
        span.setStatus({ code: api.SpanStatusCode.ERROR });
      },
      end: () => span.end(),
    };
  }

  return {
    ofRun: (runId) => {
      const context = { ...traceIdsOf(runId), traceFlags: api.TraceFlags.SAMPLED, isRemote: true };
      return wrap(api.trace.wrapSpanContext(context));
    },
    runEnded: ({ id, createdAt }, { kind, reason }, attributes) => {
      ids.next = traceIdsOf(id);
      const told = { ...attributes, 'fettle.run': id, 'fettle.outcome': kind, 'fettle.reason': reason };
      const options = { startTime: createdAt, attributes: told as Api.Attributes };
      tracer.startSpan('fettle.run', options, api.ROOT_CONTEXT).end();
    },
    close: async () => {
      await provider.forceFlush({ timeoutMillis: FLUSH_MS }).catch(() => undefined);
      // The library's own patience is half a minute.
      void provider.shutdown().catch(() => undefined);
    },
  };
}

/** Random ids, except for one span whose ids are given. */
class GivenIds {
  readonly #random: { generateTraceId(): string; generateSpanId(): string };
  next: { traceId: string; spanId: string } | null = null;

  constructor(random: { generateTraceId(): string; generateSpanId(): string }) {
    this.#random = random;
  }

  /** A span's own id is asked for first, its trace's after that and only where it has no parent. */
  generateSpanId(): string {
    return this.next?.spanId ?? this.#random.generateSpanId();
  }

  generateTraceId(): string {
    const { next } = this;
    this.next = null;
    return next?.traceId ?? this.#random.generateTraceId();
  }
}
