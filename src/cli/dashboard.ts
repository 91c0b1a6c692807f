import type { Logger } from 'pino';
import { dashboardApp } from '../dashboard/app.ts';
import { dashboardRoute } from '../dashboard/route.ts';
import { signInDoor } from '../dashboard/sign-in/door.ts';
import { sessions } from '../dashboard/sign-in/sessions.ts';
import { gitHubApp } from '../github/app.ts';
import { gitHubPeople } from '../github/people.ts';
import { runStore } from '../runs/store.ts';
import { runViews } from '../runs/views/run-views.ts';
import type { Route } from '../server.ts';
import type { GitHubSettings, OAuthSettings, Settings } from '../settings.ts';
import { deliveryStore } from '../store/delivery-store.ts';
import { sessionStore } from '../store/session-store.ts';
import type { Database } from '../store/types.ts';
import { createRedactor } from '../text/redact.ts';
import { knownSecrets } from './known-secrets.ts';

/** The pages for people, on a database that is open. */
export function openDashboard({
  settings,
  oauth,
  url,
  github,
  database,
  onStored,
  log,
}: {
  settings: Settings;
  oauth: OAuthSettings;
  url: string;
  github: GitHubSettings;
  database: Database;
  onStored: () => void;
  log: Logger;
}): Route {
  const people = gitHubPeople(github, oauth);
  const { privateKey } = github;
  const now = Date.now;
  const parts = {
    database,
    store: runStore(database),
    views: runViews(database),
    deliveries: deliveryStore(database, log),
    onStored,
    github: gitHubApp(github),
    gitHubSettings: github,
    settings,
    redact: createRedactor(knownSecrets(settings)),
    log,
    now,
  };
  const signedIn = sessions({ store: sessionStore(database), people, privateKey, now, log });
  return dashboardRoute(dashboardApp(parts, signInDoor({ sessions: signedIn, people, url, log }), url));
}
