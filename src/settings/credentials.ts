import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../errors.ts';

/** What the set-up page stores, and nothing else, by the names of the settings. */
export const STORED_NAMES = [
  'APP_ID',
  'PRIVATE_KEY',
  'WEBHOOK_SECRET',
  'WEBHOOK_PROXY_URL',
  'GHE_HOST',
  'GHE_PROTOCOL',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
  'FETTLE_URL',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
] as const;
export type StoredName = (typeof STORED_NAMES)[number];
export type Credentials = Partial<Record<StoredName, string>>;

/** Whoever sets one of these has begun to configure by hand: then no set-up page opens. */
const BY_HAND = [
  'APP_ID',
  'PRIVATE_KEY',
  'PRIVATE_KEY_PATH',
  'WEBHOOK_SECRET',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
] as const;

/** One App's: none of them fits another App. */
const OF_THE_APP: readonly StoredName[] = [
  'PRIVATE_KEY',
  'WEBHOOK_SECRET',
  'WEBHOOK_PROXY_URL',
  'GHE_HOST',
  'GHE_PROTOCOL',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
];

type Env = Readonly<Record<string, string | undefined>>;

export const credentialsPath = (dataDir: string): string => join(dataDir, 'credentials.env');

/** What the set-up page has stored below a data folder; nothing where there is no such file. Throws a UserError when it can't be read. */
export function readCredentials(dataDir: string): Credentials {
  let text: string;
  try {
    text = readFileSync(credentialsPath(dataDir), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new UserError(
      `${credentialsPath(dataDir)} can't be read (${code}): give it to the user that Fettle runs as.`,
    );
  }
  const found = parseEnv(text);
  return Object.fromEntries(STORED_NAMES.flatMap((name) => (found[name] ? [[name, found[name]]] : [])));
}

/**
 * Puts into the environment what the set-up page has stored, as far as nobody has set it. Called after `.env` was
 * loaded, which may name the data folder. `before` is what was loaded earlier and may have been stored anew since.
 */
export function loadCredentials(
  before: Credentials = {},
  env: NodeJS.ProcessEnv = process.env,
  cwd = process.cwd(),
): void {
  for (const [name, value] of Object.entries(before)) if (env[name] === value) delete env[name];
  Object.assign(env, missingIn(env, readCredentials(dataDirOf(env, cwd))));
}

/** Where nothing about GitHub or a model was set by a person, and what was stored is not all that the app needs. */
export function isSetUpNeeded(env: Env = process.env, cwd = process.cwd()): boolean {
  const stored = readCredentials(dataDirOf(env, cwd));
  return !isComplete(stored) && BY_HAND.every((name) => !has(env, name) || env[name] === stored[name as StoredName]);
}

export const hasApp = (stored: Credentials): boolean => stored.APP_ID !== undefined;
export const hasModel = (stored: Credentials): boolean =>
  stored.ANTHROPIC_API_KEY !== undefined || stored.ANTHROPIC_BASE_URL !== undefined;
const isComplete = (stored: Credentials) => hasApp(stored) && hasModel(stored);

const has = (env: Env, name: string) => Boolean(env[name]?.trim());
const dataDirOf = (env: Env, cwd: string) => resolve(cwd, env.FETTLE_DATA_DIR?.trim() || '.fettle');

/**
 * What is set wins, and takes with it what can't stand beside it: an App's number its key and secrets, a key's path the
 * stored key, and another model server the stored key, which must not be sent there.
 */
function missingIn(env: Env, stored: Credentials): Credentials {
  const dropped = new Set<string>();
  const differs = (name: StoredName) => has(env, name) && env[name]?.trim() !== stored[name];
  if (differs('APP_ID')) for (const name of OF_THE_APP) dropped.add(name);
  if (has(env, 'PRIVATE_KEY_PATH')) dropped.add('PRIVATE_KEY');
  if (differs('ANTHROPIC_BASE_URL')) dropped.add('ANTHROPIC_API_KEY');
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !dropped.has(name) && !has(env, name)));
}
