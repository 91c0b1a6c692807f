import type { Context, Hono } from 'hono';
import type { Viewer } from './parts.ts';

/** Knows who is signed in. */
export interface Door {
  /** Who looks, and what he may see now; null for nobody; `silent` where GitHub has not said for too long what he may see. */
  viewer(context: Context): Promise<Viewer | null | 'silent'>;
  /** `/sign-in` and what belongs to it: for everybody. */
  signIn: Hono;
  signOut(context: Context): Promise<void>;
}
