import type { Context, Hono } from 'hono';
import type { Viewer } from './parts.ts';

/** Knows who is signed in. */
export interface Door {
  /** Who looks, and what he may see now; null for nobody. Throws a UserError where GitHub can't be asked any more. */
  viewer(context: Context): Promise<Viewer | null>;
  /** `/sign-in` and what belongs to it: for everybody. */
  signIn: Hono;
}
