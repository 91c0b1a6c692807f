import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { WEBHOOK_PATH } from '../server.ts';
import type { Arrivals } from './arrivals.ts';

/** A ping is some kilobytes; what is larger proves no more, bytes. */
const MAX_BODY = 64 * 1024;
/** They ask nothing of us, and what they tell is asked for anyway. All else waits until it can be stored. */
const NEEDS_NO_STORE: ReadonlySet<string> = new Set(['ping', 'installation', 'installation_repositories']);

/** GitHub's way in while there is no database: what arrives shows that the webhook works. */
export function takeWebhook(arrivals: Arrivals): Hono {
  return new Hono().post(WEBHOOK_PATH, bodyLimit({ maxSize: MAX_BODY }), async (context) => {
    const body = Buffer.from(await context.req.arrayBuffer());
    arrivals.add({ body, signature: context.req.header('x-hub-signature-256') ?? '' });
    const taken = NEEDS_NO_STORE.has(context.req.header('x-github-event') ?? '');
    return taken ? context.text('PONG\n') : context.text('Fettle is being set up; redeliver it\n', 503);
  });
}
