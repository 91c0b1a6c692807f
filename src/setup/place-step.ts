import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { UserError } from '../errors.ts';
import { WEBHOOK_PATH } from '../server.ts';
import { hasApp } from '../settings/credentials.ts';
import { readAppYml } from './app-yml.ts';
import { credentialsOf } from './credentials-of.ts';
import { manifestFor } from './manifest.ts';
import { manifestPage } from './pages/manifest-page.ts';
import { placePage } from './pages/place-page.ts';
import type { SetUpParts } from './parts.ts';
import { apiUrlOf, type Place, PlaceForm, placeOf } from './place.ts';
import type { SetUpEnv } from './security.ts';
import { States } from './states.ts';
import { visitedAs } from './visited-as.ts';

/** Steps 1 and 2: where, the way to GitHub, and the way back with a code. */
export function placeStep(parts: SetUpParts, csrf: string): Hono<SetUpEnv> {
  const wanted = readAppYml();
  const sent = new States<Place>(parts.now);
  const app = new Hono<SetUpEnv>();

  app.post('/set-up/place', async (context) => {
    if (hasApp(parts.stored())) return context.redirect('/set-up', 303);
    const form = PlaceForm.parse(await context.req.parseBody());
    const visited = visitedAs(context, parts.preset.publicUrl);
    const place = placeOf(form, visited, parts.preset);
    if ('wrong' in place) return context.html(placePage(csrf, form, place.wrong), 400);
    // GitHub hands out the key once: not before there is a place for it.
    await parts.store({});
    const problem = await parts.unreachable(apiUrlOf(place.webUrl));
    if (problem !== null) return context.html(placePage(csrf, form, problem), 400);
    if (place.relay === 'new') place.relay = await parts.newChannel();
    // Before the App exists, since GitHub sends its first ping at once.
    if (place.relay !== null) parts.relayFrom(place.relay);
    const { action, manifest } = manifestFor(wanted, place, {
      hookUrl: place.relay ?? place.publicUrl + WEBHOOK_PATH,
      redirectUrl: `${visited}/set-up/created`,
      tail: randomBytes(3).toString('hex'),
    });
    context.set('formTarget', place.webUrl);
    return context.html(manifestPage(wanted, { action, manifest, state: sent.send(place) }));
  });

  app.get('/set-up/created', async (context) => {
    const { code = '', state = '' } = context.req.query();
    const place = sent.take(state);
    if (place === null || code === '')
      throw new UserError(
        'This is no answer to what this page sent to GitHub, or it came twice or too late. Begin again; if the App is on GitHub already, delete it there first.',
      );
    if (hasApp(parts.stored())) throw new UserError('There is an App already: delete the new one on GitHub.');
    const made = await parts.convert(apiUrlOf(place.webUrl), code);
    await parts.store(credentialsOf(made, place));
    parts.log.info({ app: made.slug }, 'the App is made, and its credentials are stored');
    return context.redirect('/set-up', 303);
  });
  return app;
}
