/** Any origin does: it only shows whether an address leads away from it. */
const HERE = 'http://here.invalid';

/** Kept in a cookie, and browsers drop those of more than 4,096 bytes. */
const LONGEST = 2_000;

/** Where to go after signing in: a path of ours as it was asked for, and the first page for anything else. */
export function wayBack(asked: string | undefined): string {
  const url = asked?.startsWith('/') === true ? URL.parse(asked, HERE) : null;
  if (url === null || url.origin !== HERE || url.pathname.startsWith('/sign-')) return '/';
  if (url.href.length > LONGEST) return '/';
  // A path may itself begin with two slashes, which the browser would take for another host.
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}${url.hash}`;
}
