import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { same } from '../dashboard/security.ts';

const COOKIE = 'fettle_set_up';

/**
 * Who may see the set-up page: whoever opened the printed address first. Its token works once; what it gives is a cookie
 * that GitHub's way back brings along and a word for forms that other sites can't know.
 */
export class Gate {
  /** Printed for the person who started the process. */
  readonly token = randomBytes(32).toString('base64url');
  readonly csrf = randomBytes(32).toString('base64url');
  readonly #session = randomBytes(32).toString('base64url');
  #isUsed = false;

  /** Whether the token is right and was not used before; then the browser is let in from here on. */
  enter(context: Context, token: string, isHttps: boolean): boolean {
    if (this.#isUsed || !same(token, this.token)) return false;
    this.#isUsed = true;
    // Lax and not Strict, because it is GitHub's page that leads back to us.
    setCookie(context, COOKIE, this.#session, { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps });
    return true;
  }

  isIn(context: Context): boolean {
    return same(getCookie(context, COOKIE) ?? '', this.#session);
  }
}

/**
 * Whether a Host header names us. A foreign name that was made to lead to this machine (DNS rebinding) must not reach
 * the page; addresses in numbers can't be made to.
 */
export function isOwnHost(header: string | undefined, publicUrl: string | null): boolean {
  const url = URL.parse(`http://${header ?? ''}`);
  if (url === null) return false;
  const name = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) !== 0) return true;
  const own = publicUrl === null ? [] : [new URL(publicUrl).hostname];
  return ['localhost', hostname().toLowerCase(), ...own].includes(name);
}
