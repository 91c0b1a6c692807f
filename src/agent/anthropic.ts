import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import type { ModelEndpoint } from '../settings.ts';
import { createRedactor } from '../text/redact.ts';
import { type CallResult, callOnce } from './anthropic-call.ts';
import { type Model, type ModelReply, type ModelRequest, ModelUnavailable } from './types.ts';

export interface AnthropicOptions {
  /** A stream without any event but pings for so long is given up. Default 90 s: thinking can be silent for long. */
  idleMs?: number;
  /** The first wait between two tries; it doubles up to 30 s. Default 500 ms. */
  backoffMs?: number;
  /** Told of each fault and the wait that follows, for logs and the run's timeline. */
  onFault?: (text: string, waitMs: number) => void;
}

const IDLE_MS = 90_000;
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** A reply without text or tool call tends to come again for the same conversation; then the loop says something new. */
const EMPTY_TRIES = 3;

/**
 * A Model over the Messages API at `settings.baseUrl` (default: Anthropic's). Passing faults (connection, 408, 409,
 * 429, 5xx, errors inside a stream, cut or silent streams, nonsense) are retried with back-off until nothing else came
 * for `settings.patienceMs`; then, or at once when no waiting helps (wrong key, unknown model), it throws
 * ModelUnavailable. When `request.signal` aborts, the call in flight is dropped and the signal's reason is thrown.
 */
export function anthropicModel(settings: ModelEndpoint, options: AnthropicOptions = {}): Model {
  const client = new Anthropic({
    apiKey: settings.apiKey,
    authToken: null,
    baseURL: settings.baseUrl,
    maxRetries: 0,
    logLevel: 'off',
    ...(settings.apiKey === null && { defaultHeaders: { authorization: null } }),
  });
  const redact = createRedactor([settings.apiKey]);
  // A stall may not last longer than all patience.
  const idleMs = Math.min(options.idleMs ?? IDLE_MS, Math.max(settings.patienceMs, 1000));

  return {
    async ask(request) {
      let givesUpAt: number | null = null;
      let wastedUsd = 0;
      let empty = 0;
      for (let failed = 0; ; failed += 1) {
        request.signal.throwIfAborted();
        const startedAt = Date.now();
        const left = givesUpAt === null ? idleMs : Math.max(givesUpAt - startedAt, 1000);
        const result = await callOnce(client, request, Math.min(idleMs, left));
        request.signal.throwIfAborted();
        if (result.reply) {
          const reply = { ...result.reply, costUsd: result.reply.costUsd + wastedUsd };
          if (!isEmpty(reply) || (empty += 1) >= EMPTY_TRIES) return reply;
        }
        wastedUsd += result.reply ? result.reply.costUsd : result.costUsd;
        const fault = faultIn(result);
        if (fault.tooLong) return contextFull(request, wastedUsd);
        const text = redact(fault.text);
        if (!fault.retry) throw new ModelUnavailable(text);
        // The silence before a first fault counts, up to what a stall may last.
        givesUpAt ??= Date.now() - Math.min(Date.now() - startedAt, idleMs) + settings.patienceMs;
        const rest = givesUpAt - Date.now();
        if (rest <= 0) {
          throw new ModelUnavailable(`${text} (${failed + 1} tries, ${settings.patienceMs / 1000} s of patience)`);
        }
        const waitMs = Math.min(rest, fault.retryAfterMs ?? backoff(failed, options.backoffMs ?? BACKOFF_MS));
        options.onFault?.(text, waitMs);
        await sleep(waitMs, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted());
      }
    },
  };
}

function faultIn(result: CallResult) {
  return result.fault ?? { text: 'the model sent an empty reply', retry: true, retryAfterMs: null, tooLong: false };
}

/** Half fixed, half random, so that many runs do not come back in step. */
function backoff(failed: number, firstMs: number): number {
  const full = Math.min(MAX_BACKOFF_MS, firstMs * 2 ** failed);
  return full / 2 + (Math.random() * full) / 2;
}

function isEmpty(reply: ModelReply): boolean {
  const meant =
    reply.stopReason === 'end_turn' || reply.stopReason === 'tool_use' || reply.stopReason === 'stop_sequence';
  return meant && !reply.content.some((block) => block.type === 'text' || block.type === 'tool_use');
}

function contextFull(request: ModelRequest, costUsd: number): ModelReply {
  return {
    content: [],
    stopReason: 'model_context_window_exceeded',
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    costUsd,
    model: request.model,
  };
}
