import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Values } from './environment.ts';

export interface GitHubSettings {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  webhookProxyUrl: string | null;
  /** e.g. `https://github.com`, `http://127.0.0.1:4000`: what git URLs and links start with. */
  webUrl: string;
  /** e.g. `https://api.github.com`, `http://127.0.0.1:4000/api/v3`. */
  apiUrl: string;
}

/** Throws a UserError that names each one that is missing. */
export function githubSettings(it: Values, cwd: string): GitHubSettings {
  const missing: string[] = [];
  if (it.APP_ID === undefined) missing.push("APP_ID is not set: it is the number on your GitHub App's page.");
  if (it.PRIVATE_KEY === undefined && it.PRIVATE_KEY_PATH === undefined) {
    missing.push("PRIVATE_KEY or PRIVATE_KEY_PATH is not set: generate a private key on your GitHub App's page.");
  }
  if (it.WEBHOOK_SECRET === undefined) {
    missing.push("WEBHOOK_SECRET is not set: use the secret of your GitHub App's webhook; there is no default.");
  }
  if (missing.length > 0) throw new UserError(missing.join('\n'));
  const webUrl = it.GHE_HOST === undefined ? 'https://github.com' : `${it.GHE_PROTOCOL}://${it.GHE_HOST}`;
  return {
    appId: Number(it.APP_ID),
    privateKey: privateKey(it, cwd),
    webhookSecret: it.WEBHOOK_SECRET as string,
    webhookProxyUrl: it.WEBHOOK_PROXY_URL ?? null,
    webUrl,
    apiUrl: it.GHE_HOST === undefined ? 'https://api.github.com' : `${webUrl}/api/v3`,
  };
}

/** PEM text; `\n` written out and base64 are accepted, since many secret stores cannot hold line breaks. */
function privateKey(it: Values, cwd: string): string {
  let text = it.PRIVATE_KEY;
  if (text === undefined) {
    const path = resolve(cwd, it.PRIVATE_KEY_PATH as string);
    try {
      text = readFileSync(path, 'utf8');
    } catch (cause) {
      throw new UserError(`PRIVATE_KEY_PATH is wrong: ${path} can't be read.`, { cause });
    }
  }
  text = text.replaceAll('\\n', '\n').trim();
  if (!text.startsWith('-----BEGIN')) text = Buffer.from(text, 'base64').toString('utf8').trim();
  if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new UserError('PRIVATE_KEY is wrong: it is neither a PEM private key nor one in base64.');
  }
  return text;
}

/** For signing in to the dashboard. */
export interface OAuthSettings {
  clientId: string;
  clientSecret: string;
}

/** One without the other is a mistake, and so is a place to sign in that nobody can come back to. */
export function oauthSettings({ GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, FETTLE_URL }: Values): OAuthSettings | null {
  if (GITHUB_CLIENT_ID === undefined && GITHUB_CLIENT_SECRET === undefined) return null;
  const missing = Object.entries({ GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, FETTLE_URL }).find(([, value]) => !value);
  if (missing !== undefined)
    throw new UserError(
      `${missing[0]} is not set: signing in to the dashboard needs GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET and FETTLE_URL.`,
    );
  if (URL.parse(FETTLE_URL as string)?.pathname !== '/')
    throw new UserError('FETTLE_URL is wrong: the dashboard needs a host of its own, so the address has no path.');
  return { clientId: GITHUB_CLIENT_ID as string, clientSecret: GITHUB_CLIENT_SECRET as string };
}
