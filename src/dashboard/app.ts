import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { UserError } from '../errors.ts';
import { assets } from './assets.ts';
import type { Door } from './door.ts';
import { messagePage } from './message-page.ts';
import { outcomesPage } from './outcomes/outcomes-page.ts';
import type { DashboardEnv, DashboardParts } from './parts.ts';
import { repositoriesPage } from './repositories-page.ts';
import { repositoryPage } from './repository/repository-page.ts';
import { diffPage } from './run/diff/diff-page.ts';
import { eventsPage } from './run/live/events-page.ts';
import { logsPage } from './run/logs/logs-page.ts';
import { runPage } from './run/run-page.ts';
import { runsPage } from './runs/runs-page.ts';
import { csrf, headers, sameOrigin, unkept } from './security.ts';

/** Forms hold a few words, bytes. */
const MAX_FORM = 64 * 1024;

/** Each page is one line here. All of them are for people who are signed in. */
const PAGES: readonly ((parts: DashboardParts) => Hono<DashboardEnv>)[] = [
  runsPage,
  runPage,
  diffPage,
  logsPage,
  eventsPage,
  repositoriesPage,
  repositoryPage,
  outcomesPage,
];

const SILENT = {
  title: 'GitHub does not answer',
  text: 'GitHub has not said for a quarter of an hour what you may see, so nothing is shown. Load the page again in a minute.',
};

/** All pages for people. `url` is where they reach them. */
export function dashboardApp(parts: DashboardParts, door: Door, url: string): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.use(headers(url), unkept, sameOrigin(url), bodyLimit({ maxSize: MAX_FORM }));
  app.route('/', assets());
  app.route('/', door.signIn);
  app.use(async (context, next) => {
    const viewer = await door.viewer(context);
    if (viewer === null) return context.redirect(`/sign-in${wayBack(context.req.method, context.req.url)}`);
    if (viewer === 'silent') return context.html(messagePage({ ...SILENT, viewer: null }), 503);
    context.set('viewer', viewer);
    return await next();
  });
  app.use(csrf);
  app.post('/sign-out', async (context) => {
    await door.signOut(context);
    return context.redirect('/sign-in');
  });
  for (const page of PAGES) app.route('/', page(parts));

  app.notFound((context) => {
    const viewer = context.get('viewer') ?? null;
    const text = 'There is nothing at this address, or nothing that you may see.';
    return context.html(messagePage({ title: 'Not found', text, viewer }), 404);
  });
  app.onError((error, context) => {
    const viewer = context.get('viewer') ?? null;
    if (error instanceof UserError)
      return context.html(messagePage({ title: 'That did not work', text: error.message, viewer }), 400);
    if (error instanceof HTTPException)
      return context.html(messagePage({ title: 'Refused', text: error.message, viewer }), error.status);
    parts.log.error({ err: error, path: context.req.path }, 'a page failed');
    const text = 'Something went wrong here. It is in the log of the server; try again.';
    return context.html(messagePage({ title: 'Error', text, viewer }), 500);
  });
  return app;
}

/** Where to go on after signing in: only for what can be opened again. */
function wayBack(method: string, url: string): string {
  const { pathname, search } = new URL(url);
  const to = pathname + search;
  return method !== 'GET' || to === '/' ? '' : `?to=${encodeURIComponent(to)}`;
}
