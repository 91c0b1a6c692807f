import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Fault, Span, Step } from './types.ts';

/** What the work under way is part of. Whatever is logged, measured or traced meanwhile is told of it. */
export interface Scope {
  run?: string;
  delivery?: string;
  /** Where runs are traced: the span that new ones begin in. */
  span?: Span;
  /** Told of each step that ended, where somebody measures. */
  onStep?: (name: Step, seconds: number, ok: boolean) => void;
  /** Told of what went wrong, likewise. */
  onFault?: (kind: Fault) => void;
}

/** Follows the calls of one piece of work through every `await`; it holds nothing outside of them. */
const scopes = new AsyncLocalStorage<Scope>();

export const scope = (): Scope => scopes.getStore() ?? {};

/** Carries out `work` as part of more than what it is part of already. */
export function within<T>(more: Scope, work: () => T): T {
  return scopes.run({ ...scope(), ...more }, work);
}

/** A stretch of work that traces show; outside of a traced run only the work itself. What it throws ends it as failed. */
export async function inSpan<T>(
  name: string,
  options: { client?: true; attributes?: Attributes },
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  const span = scope().span?.child(name, options);
  if (span === undefined) return await work(null);
  try {
    return await within({ span }, () => work(span));
  } catch (error) {
    span.fail(errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** A span of one of the few kinds of work that are measured as well. */
export async function measured<T>(
  name: Step,
  attributes: Attributes,
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  const { onStep } = scope();
  const startedAt = performance.now();
  const done = (ok: boolean) => onStep?.(name, (performance.now() - startedAt) / 1000, ok);
  try {
    const result = await inSpan(name.replaceAll('_', ' '), { attributes }, work);
    done(true);
    return result;
  } catch (error) {
    done(false);
    throw error;
  }
}

/** The class of what was thrown, or its status: never its text, which may be foreign. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? String(status) : error.name;
}
