import { APIError } from '@anthropic-ai/sdk';
import { describeError } from '../errors.ts';

/** Why one call brought no usable reply. */
export interface Fault {
  /** For a log or a run's record. */
  text: string;
  /** Whether the same call may succeed later. */
  retry: boolean;
  /** How long the server asks us to wait; null when it does not say. */
  retryAfterMs: number | null;
  /** The conversation no longer fits into the model's context. */
  tooLong: boolean;
}

/** Thrown for replies that arrived whole and make no sense. */
export class NonsenseReply extends Error {
  override readonly name = 'NonsenseReply';
}

/** Error types of the Messages API that no waiting will cure; they also arrive inside a stream, without a status. */
const HOPELESS = new Set([
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'billing_error',
  'request_too_large',
]);

/** What an error of the SDK means for us. `model` is named where it, or its key, is what a person must put right. */
export function faultOf(error: unknown, model: string): Fault {
  if (!(error instanceof APIError)) {
    return { text: describeError(error), retry: true, retryAfterMs: null, tooLong: false };
  }
  const status = typeof error.status === 'number' ? error.status : null;
  const said = error.apiMessage ?? describeError(error);
  const tooLong =
    status === 413 || (status === 400 && /too long|context (?:window|length)|too many tokens/i.test(said));
  return {
    text: explain(status, said, model),
    retry: status === null ? !HOPELESS.has(error.type ?? '') : isPassing(status),
    retryAfterMs: retryAfter(error.headers),
    tooLong,
  };
}

function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || (status >= 500 && status !== 501);
}

function explain(status: number | null, said: string, model: string): string {
  switch (status) {
    case null:
      return `the model server: ${said}`;
    case 401:
      return `the model server does not accept the key (401: ${said}); check ANTHROPIC_API_KEY`;
    case 403:
      return `the key may not use the model ${model} (403: ${said})`;
    case 404:
      return `the model server does not know the model ${model} (404: ${said}); check FETTLE_AGENT_MODEL, FETTLE_JUDGE_MODEL and ANTHROPIC_BASE_URL`;
    default:
      return `the model server answered ${status}: ${said}`;
  }
}

/** `retry-after-ms` in milliseconds, or `retry-after` in seconds or as an HTTP date. */
function retryAfter(headers: Headers | undefined): number | null {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const header = headers?.get('retry-after');
  if (header === null || header === undefined) return null;
  const seconds = Number.parseFloat(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) && wait >= 0 ? wait : null;
}
