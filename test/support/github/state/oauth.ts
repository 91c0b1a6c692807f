import type { Repository, Role, User } from './rows.ts';

/** A code that GitHub gave a browser, good once and for ten minutes. */
export interface OAuthCode {
  user: User;
  redirectUri: string;
  /** PKCE's; null where the client sent none. */
  challenge: string | null;
  /** Ms since the epoch. */
  expiresAt: number;
}

/** A user's token for the app, `ghu_...`. */
export interface UserToken {
  user: User;
  expiresAt: number;
}

/** What GitHub knows of people who sign in to other places with it. */
export class OAuth {
  readonly clientId = 'Iv23double';
  readonly clientSecret = 'a-client-secret-of-the-double';
  readonly codes = new Map<string, OAuthCode>();
  readonly tokens = new Map<string, UserToken>();
  /** Where people may be sent back to; null: anywhere, as nobody has said. */
  callbackUrls: string[] | null = null;
  /** Who is signed in to GitHub in the browser that comes; with null it asks. */
  browser: User | null = null;
}

/** A role that was given, by name or as owner; being able to read what is public is none. */
export function givenRole(repo: Repository, login: string): Role {
  const owner = repo.owner.login.toLowerCase() === login.toLowerCase();
  return repo.roles.get(login.toLowerCase()) ?? (owner ? 'admin' : 'none');
}
