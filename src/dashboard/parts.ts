import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { GitHubApp } from '../github/types.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { RunViews, Sight } from '../runs/views/types.ts';
import type { GitHubSettings, Settings } from '../settings.ts';
import type { Database, DeliveryStore } from '../store/types.ts';
import type { Redactor } from '../text/redact.ts';

/** Everything that pages need. They write nothing but orders, which are stored like deliveries. */
export interface DashboardParts {
  database: Database;
  store: RunStore;
  views: RunViews;
  deliveries: DeliveryStore;
  /** After an order was stored: a worker need not wait for its timer. */
  onStored: () => void;
  github: GitHubApp;
  gitHubSettings: GitHubSettings;
  settings: Settings;
  redact: Redactor;
  log: Logger;
  now: () => number;
}

/** Who looks. */
export interface Viewer {
  login: string;
  sight: Sight;
  /** Goes into each form that changes something, as the hidden field `csrf`. */
  csrf: string;
}

/** What a page finds in its context: `context.get('viewer')` is always somebody who is signed in. */
export interface DashboardEnv {
  Variables: { viewer: Viewer };
}
export type PageContext = Context<DashboardEnv>;
