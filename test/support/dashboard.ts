import { createServer } from 'node:http';
import { Hono } from 'hono';
import pino from 'pino';
import { dashboardApp } from '../../src/dashboard/app.ts';
import type { Door } from '../../src/dashboard/door.ts';
import type { DashboardParts, Viewer } from '../../src/dashboard/parts.ts';
import { dashboardRoute } from '../../src/dashboard/route.ts';
import type { GitHubApp } from '../../src/github/types.ts';
import { runStore } from '../../src/runs/store.ts';
import { runViews } from '../../src/runs/views/run-views.ts';
import { readSettings } from '../../src/settings.ts';
import { deliveryStore } from '../../src/store/delivery-store.ts';
import type { Database } from '../../src/store/types.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { freePort } from './free-port.ts';

export const DASHBOARD_URL = 'http://fettle.test';

/** Somebody who may see these repositories, all of them with null. */
export function viewer(repos: readonly string[] | null, login = 'otto'): Viewer {
  return { login, sight: { repos }, csrf: 'a-word-of-the-session' };
}

export interface Pages {
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** As the page's own form would send it. */
  post: (path: string, fields?: Record<string, string>, headers?: Record<string, string>) => Promise<Response>;
  parts: DashboardParts;
}

/** The dashboard as somebody sees it, without a network; with null nobody is signed in. */
export function openPages(database: Database, who: Viewer | null, more: Partial<DashboardParts> = {}): Pages {
  const parts = dashboardParts(database, more);
  const app = dashboardApp(parts, doorFor(who), DASHBOARD_URL);
  return {
    get: async (path, headers = {}) => await app.request(DASHBOARD_URL + path, { headers }),
    post: async (path, fields = {}, headers = {}) =>
      await app.request(DASHBOARD_URL + path, {
        method: 'POST',
        headers: { origin: DASHBOARD_URL, ...headers },
        body: new URLSearchParams({ csrf: who?.csrf ?? '', ...fields }),
      }),
    parts,
  };
}

/** The same on a port, for a browser; or with a door that is given its address. */
export async function servePages(
  database: Database,
  who: Viewer | null | ((url: string) => Door),
  more: Partial<DashboardParts> = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const route = dashboardRoute(
    dashboardApp(dashboardParts(database, more), typeof who === 'function' ? who(url) : doorFor(who), url),
  );
  const server = createServer((request, response) => void route(request, response));
  await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lets in whom it is told to, whatever he brings. */
export function doorFor(who: Viewer | null | 'silent'): Door {
  return { viewer: async () => who, signIn: new Hono(), signOut: async () => {} };
}

export function dashboardParts(database: Database, more: Partial<DashboardParts> = {}): DashboardParts {
  const log = pino({ level: 'silent' });
  return {
    database,
    store: runStore(database),
    views: runViews(database),
    deliveries: deliveryStore(database, log),
    onStored: () => {},
    // Whoever needs GitHub brings it.
    github: {} as GitHubApp,
    gitHubSettings: {
      appId: 1,
      privateKey: 'none',
      webhookSecret: 'none',
      webhookProxyUrl: null,
      webUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
    },
    settings: readSettings({ FETTLE_URL: DASHBOARD_URL }, '/'),
    redact: createRedactor([]),
    log,
    now: Date.now,
    ...more,
  };
}
