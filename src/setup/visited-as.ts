import type { Context } from 'hono';

/** The address that the browser has us by. Its host was checked; behind a proxy, only the public one is known to be https. */
export function visitedAs(context: Context, publicUrl: string | null): string {
  const host = context.req.header('host') ?? '';
  return publicUrl !== null && new URL(publicUrl).host === host ? publicUrl : `http://${host}`;
}
