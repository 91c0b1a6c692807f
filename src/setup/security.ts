import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { same } from '../dashboard/security.ts';
import { type Gate, isOwnHost } from './gate.ts';
import { closedPage } from './pages/end-pages.ts';
import { visitedAs } from './visited-as.ts';

export interface SetUpEnv {
  /** Where a form of this page leads besides to us: the GitHub that was chosen. */
  Variables: { formTarget: string | undefined };
}

/** As on the dashboard: nothing from elsewhere, nothing inline. No address leaves in a Referer, since one holds the token. */
export const headers = createMiddleware<SetUpEnv>(async (context, next) => {
  await next();
  const formAction = ["'self'", context.get('formTarget')].filter(Boolean).join(' ');
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`;
  context.header('content-security-policy', policy);
  context.header('referrer-policy', 'same-origin');
  context.header('x-content-type-options', 'nosniff');
  context.header('x-frame-options', 'DENY');
  context.header('cross-origin-opener-policy', 'same-origin');
});

export const ownHost = (publicUrl: () => string | null) =>
  createMiddleware(async (context, next) => {
    if (!isOwnHost(context.req.header('host'), publicUrl()))
      throw new HTTPException(421, {
        message:
          'This server is not known by that name: open the address that was printed, or set FETTLE_URL to the one by which people reach it.',
      });
    await next();
  });

/** The address with the token lets a browser in, once; only that browser sees anything. */
export const admitted = (gate: Gate, publicUrl: () => string | null) =>
  createMiddleware(async (context, next) => {
    const token = context.req.query('token');
    // What only looks, such as a preview of a link, must not use the token up.
    if (
      token !== undefined &&
      context.req.method === 'GET' &&
      gate.enter(context, token, visitedAs(context, publicUrl()).startsWith('https:'))
    )
      return context.redirect('/set-up', 303);
    if (!gate.isIn(context)) return context.html(closedPage(), 403);
    if (token !== undefined) return context.redirect('/set-up', 303);
    return await next();
  });

/** What changes something comes from one of our own forms. */
export const ownForms = (gate: Gate) =>
  createMiddleware(async (context, next) => {
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
      const { csrf } = await context.req.parseBody();
      const origin = context.req.header('origin');
      const isOurs = origin === undefined || URL.parse(origin)?.host === context.req.header('host');
      if (!isOurs || typeof csrf !== 'string' || !same(csrf, gate.csrf))
        throw new HTTPException(403, {
          message: 'This was not sent by a page of this set-up: go back and load it again.',
        });
    }
    await next();
  });
