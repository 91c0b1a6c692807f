import { timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { DashboardEnv } from './parts.ts';

/** Nothing from elsewhere, nothing inline: a foreign text that slips through as markup still can do nothing. */
const CSP = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** One year, as HSTS wants it; other names of the same domain are not ours to decide on. */
const HSTS = 'max-age=31536000';

export const headers = (url: string) =>
  secureHeaders({
    contentSecurityPolicy: CSP,
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: url.startsWith('https:') ? HSTS : false,
  });

/** Pages hold what only some may see: neither a proxy nor the back button of the next person keeps them. */
export const unkept = createMiddleware(async (context, next) => {
  await next();
  if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store');
});

/** What changes something was sent by one of our own pages... */
export const sameOrigin = (url: string) =>
  createMiddleware(async (context, next) => {
    const { method } = context.req;
    if (method !== 'GET' && method !== 'HEAD' && context.req.header('origin') !== new URL(url).origin)
      throw new HTTPException(403, { message: 'This was not sent by a page of this dashboard.' });
    await next();
  });

/** ... and bears the word that only the pages of this session know. */
export const csrf = createMiddleware<DashboardEnv>(async (context, next) => {
  const { method } = context.req;
  if (method !== 'GET' && method !== 'HEAD') {
    const { csrf: given } = await context.req.parseBody();
    if (typeof given !== 'string' || !same(given, context.get('viewer').csrf))
      throw new HTTPException(403, {
        message: 'This page is from an earlier session. Go back, load it again and repeat.',
      });
  }
  await next();
});

/** Takes as long for a wrong text as for a right one. */
export function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
