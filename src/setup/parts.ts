import type { Logger } from 'pino';
import type { NewApp } from '../github/app-manifest.ts';
import type { Credentials } from '../settings/credentials.ts';
import type { Preset } from '../settings/preset.ts';
import type { Settings } from '../settings.ts';
import type { Redactor } from '../text/redact.ts';
import type { Finding } from './checks/finding.ts';
import type { Arrivals } from './arrivals.ts';

/** What the set-up page can do; the command that opens it chooses with what. */
export interface SetUpParts {
  preset: Preset;
  /** What is set by now, by hand and by this page. */
  settings: () => Settings;
  stored: () => Credentials;
  /** Adds to what is stored; an empty text takes away. */
  store: (more: Credentials) => Promise<void>;
  /** What keeps this server from GitHub's API at this address; null when it answers. */
  unreachable: (apiUrl: string) => Promise<string | null>;
  /** The credentials of an App that was just made. Throws a UserError. */
  convert: (apiUrl: string, code: string) => Promise<NewApp>;
  /** A new channel of smee.io. Throws a UserError. */
  newChannel: () => Promise<string>;
  /** From now on what comes to the channel comes to us. */
  relayFrom: (channel: string) => void;
  tryModel: (model: Pick<Credentials, 'ANTHROPIC_API_KEY' | 'ANTHROPIC_BASE_URL'>) => Promise<Finding[]>;
  /** All checks; the webhook's with what has arrived here. */
  check: () => Promise<Finding[]>;
  /** Asks GitHub to send the last delivery again. Throws a UserError. */
  pingAgain: () => Promise<void>;
  arrivals: Arrivals;
  /** Goes on as the app. */
  start: () => void;
  redact: Redactor;
  log: Logger;
  now: () => number;
}
