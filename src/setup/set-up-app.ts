import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { assets } from '../dashboard/assets.ts';
import { unkept } from '../dashboard/security.ts';
import { describeError, UserError } from '../errors.ts';
import { hasApp, hasModel } from '../settings/credentials.ts';
import { checksStep, showChecks } from './checks-step.ts';
import type { Gate } from './gate.ts';
import { modelStep } from './model-step.ts';
import { installedPage, refusedPage } from './pages/end-pages.ts';
import { modelPage } from './pages/model-page.ts';
import { placePage } from './pages/place-page.ts';
import type { SetUpParts } from './parts.ts';
import { firstForm } from './place.ts';
import { placeStep } from './place-step.ts';
import { admitted, headers, ownForms, ownHost, type SetUpEnv } from './security.ts';
import { takeWebhook } from './take-webhook.ts';

/** Forms hold an address or a key, bytes. */
const MAX_FORM = 16 * 1024;

/** All pages of the set-up, behind the gate, and the front door for GitHub's pings. */
export function setUpApp(parts: SetUpParts, gate: Gate): Hono<SetUpEnv> {
  const app = new Hono<SetUpEnv>();
  const publicUrl = () => parts.settings().runs.url;
  app.route('/', takeWebhook(parts.arrivals));
  app.use(headers, unkept, bodyLimit({ maxSize: MAX_FORM }), ownHost(publicUrl));
  app.route('/', assets());
  app.get('/', (context) => context.redirect('/set-up'));
  // GitHub leads here after the App was installed, maybe by an address that this browser was not let in at.
  app.get('/repositories', (context) =>
    gate.isIn(context) ? context.redirect('/set-up') : context.html(installedPage()),
  );
  app.use('/set-up/*', admitted(gate, publicUrl), ownForms(gate));
  app.get('/set-up', async (context) => {
    const stored = parts.stored();
    if (!hasApp(stored)) return context.html(placePage(gate.csrf, firstForm(parts.preset)));
    if (!hasModel(stored)) return context.html(modelPage(gate.csrf, ''));
    return await showChecks(context, parts, gate.csrf);
  });
  app.route('/', placeStep(parts, gate.csrf));
  app.route('/', modelStep(parts, gate.csrf));
  app.route('/', checksStep(parts));
  app.notFound((context) => context.html(refusedPage('There is nothing at this address.'), 404));
  app.onError((error, context) => {
    if (error instanceof UserError) return context.html(refusedPage(error.message), 400);
    if (error instanceof HTTPException) return context.html(refusedPage(error.message), error.status);
    parts.log.error({ error: parts.redact(describeError(error)) }, 'a page of the set-up failed');
    return context.html(refusedPage('Something went wrong here. It is in the log; try again.'), 500);
  });
  return app;
}
