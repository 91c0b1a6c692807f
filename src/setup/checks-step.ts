import { type Context, Hono } from 'hono';
import { UserError } from '../errors.ts';
import { hasApp, hasModel } from '../settings/credentials.ts';
import { checksPage } from './pages/checks-page.ts';
import { startingPage } from './pages/end-pages.ts';
import type { SetUpParts } from './parts.ts';
import type { SetUpEnv } from './security.ts';

export async function showChecks(context: Context, parts: SetUpParts, csrf: string): Promise<Response> {
  return context.html(checksPage(csrf, await parts.check()));
}

/** Step 4: checks, and the start. */
export function checksStep(parts: SetUpParts): Hono<SetUpEnv> {
  const app = new Hono<SetUpEnv>();
  app.post('/set-up/ping', async (context) => {
    await parts.pingAgain();
    return context.redirect('/set-up', 303);
  });
  app.post('/set-up/start', (context) => {
    const stored = parts.stored();
    if (!hasApp(stored) || !hasModel(stored)) throw new UserError('Make the App and name a model first.');
    parts.start();
    // The server behind this page closes; the browser must not wait on its connection.
    context.header('connection', 'close');
    const { url, label } = parts.settings().runs;
    return context.html(startingPage(url ?? '', label));
  });
  return app;
}
