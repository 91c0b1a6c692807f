import pino from 'pino';
import type { Door } from '../../src/dashboard/door.ts';
import { signInDoor } from '../../src/dashboard/sign-in/door.ts';
import { sessions } from '../../src/dashboard/sign-in/sessions.ts';
import { gitHubPeople } from '../../src/github/people.ts';
import { sessionStore } from '../../src/store/session-store.ts';
import type { Database } from '../../src/store/types.ts';
import type { GitHubDouble } from './github/github.ts';

/** The real way to sign in, at GitHub's double. */
export function signInAt(url: string, github: GitHubDouble, database: Database, now: () => number = Date.now): Door {
  const log = pino({ level: 'silent' });
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = github.signInEnv;
  const people = gitHubPeople({ apiUrl: github.apiUrl, webUrl: github.url }, { clientId, clientSecret });
  const store = sessionStore(database);
  const signedIn = sessions({ store, people, privateKey: github.privateKey, now, log });
  return signInDoor({ sessions: signedIn, people, url, log });
}
