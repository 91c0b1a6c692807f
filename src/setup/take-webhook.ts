import type { Context } from 'hono';
import type { Pings } from './pings.ts';

/** GitHub's own cap is far higher; what is no ping is not taken anyway, bytes. */
const MAX_BODY = 64 * 1024;

/** A ping is remembered, so that the webhook can be ticked off. All else is refused, and asked for again by the app. */
export async function takeWebhook(context: Context, pings: Pings): Promise<Response> {
  if (context.req.header('x-github-event') !== 'ping')
    return context.text('Fettle is being set up; redeliver it\n', 503);
  if (Number(context.req.header('content-length') ?? Number.NaN) > MAX_BODY) return context.text('too large\n', 413);
  const body = Buffer.from(await context.req.arrayBuffer());
  pings.add(body, context.req.header('x-hub-signature-256') ?? '');
  return context.text('PONG\n');
}
