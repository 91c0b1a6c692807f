import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** A cookie of ours, readable by no script. `url` is where people reach the dashboard. */
export interface Cookie {
  get(context: Context): string | undefined;
  set(context: Context, value: string, maxAgeMs: number): void;
  remove(context: Context): void;
}

/**
 * With https, its name begins with `__Host-`: then browsers take it only from this very host, encrypted. Lax, because
 * people come back from GitHub with it.
 */
export function cookie(name: string, url: string): Cookie {
  const secure = url.startsWith('https:');
  const full = secure ? `__Host-${name}` : name;
  const options = { path: '/', httpOnly: true, secure, sameSite: 'Lax' as const };
  return {
    get: (context) => getCookie(context, full),
    set: (context, value, maxAgeMs) => setCookie(context, full, value, { ...options, maxAge: maxAgeMs / 1000 }),
    remove: (context) => void deleteCookie(context, full, options),
  };
}
