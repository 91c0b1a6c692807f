import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import { describeError } from '../../errors.ts';
import type { GitHubPeople } from '../../github/people.ts';
import type { Door } from '../door.ts';
import { messagePage } from '../message-page.ts';
import { same } from '../security.ts';
import { cookie } from './cookies.ts';
import { randomText, sha256 } from './secrets.ts';
import { SESSION_MS, type Sessions } from './sessions.ts';
import { signInPage } from './sign-in-page.ts';
import { wayBack } from './way-back.ts';

/** How long somebody may take at GitHub, ms. */
const AT_GITHUB_MS = 10 * 60_000;

export interface DoorParts {
  sessions: Sessions;
  people: GitHubPeople;
  /** Where people reach the dashboard. */
  url: string;
  log: Logger;
}

/** Signing in with GitHub. Between the two visits, what must come back is in a cookie of this browser. */
export function signInDoor({ sessions, people, url, log }: DoorParts): Door {
  const session = cookie('fettle', url);
  const begun = cookie('fettle-sign-in', url);
  const redirectUrl = `${url}/sign-in/callback`;

  const signIn = new Hono()
    .get('/sign-in', (context) => context.html(signInPage(wayBack(context.req.query('to')))))
    .get('/sign-in/github', (context) => {
      const [state, verifier] = [randomText(), randomText()];
      begun.set(context, [state, verifier, wayBack(context.req.query('to'))].join(' '), AT_GITHUB_MS);
      const challenge = sha256(verifier).toString('base64url');
      return context.redirect(people.signInUrl({ state, challenge, redirectUrl }));
    })
    .get('/sign-in/callback', async (context) => {
      const [state = '', verifier = '', to] = begun.get(context)?.split(' ') ?? [];
      begun.remove(context);
      const { state: given = '', code } = context.req.query();
      if (state === '' || !same(state, given)) return refused(context, 400, STALE);
      if (code === undefined) return refused(context, 400, 'GitHub did not sign you in.');
      const id = await enter({ code, verifier, redirectUrl }).catch((error: unknown) => {
        log.warn({ error: describeError(error) }, 'somebody could not sign in');
        return 'failed' as const;
      });
      if (id === 'failed') return refused(context, 502, 'GitHub did not answer as it should. Try again in a minute.');
      if (id === null) return refused(context, 400, STALE);
      const before = session.get(context);
      if (before !== undefined) await sessions.end(before);
      session.set(context, id, SESSION_MS);
      return context.redirect(wayBack(to));
    });

  async function enter(got: Parameters<GitHubPeople['exchange']>[0]): Promise<string | null> {
    const token = await people.exchange(got);
    return token === null ? null : await sessions.begin(token);
  }

  return {
    signIn,
    viewer: async (context) => {
      const id = session.get(context);
      return id === undefined ? null : await sessions.viewer(id);
    },
    signOut: async (context) => {
      const id = session.get(context);
      session.remove(context);
      if (id !== undefined) await sessions.end(id);
    },
  };
}

const STALE = 'This was begun in another browser or too long ago. Sign in again.';

function refused(context: Context, status: 400 | 502, text: string) {
  const link = { path: '/sign-in', name: 'Sign in' };
  return context.html(messagePage({ title: 'You are not signed in', text, viewer: null, link }), status);
}
