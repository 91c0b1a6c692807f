import type { Need } from '../http/router.ts';

/** Issue routes serve pull requests too: either permission is enough for the right kind. */
export const READ: readonly Need[] = ['issues:read', 'pull_requests:read'];
export const WRITE: readonly Need[] = ['issues:write', 'pull_requests:write'];

/** Leaves out what was not sent, which is not the same as null. */
export function defined<T extends object>(it: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as never;
}
