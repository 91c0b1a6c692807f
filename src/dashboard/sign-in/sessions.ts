import type { Logger } from 'pino';
import { describeError } from '../../errors.ts';
import type { GitHubPeople, UserToken } from '../../github/people.ts';
import type { SessionStore } from '../../store/session-store.ts';
import type { Viewer } from '../parts.ts';
import { csrfOf, randomText, seal, sha256, unseal } from './secrets.ts';
import { Sights } from './sights.ts';

/** Ms. */
export const SESSION_MS = 8 * 3_600_000;

export interface Sessions {
  /** Returns the new session's id, which goes into the browser's cookie and nowhere else. */
  begin(token: UserToken): Promise<string>;
  /** Null: nobody. `silent`: GitHub has not said for too long what he may see. */
  viewer(id: string): Promise<Viewer | null | 'silent'>;
  /** The id leads nowhere any more, and the user's token is revoked as far as GitHub can be reached. */
  end(id: string): Promise<void>;
}

export interface SessionParts {
  store: SessionStore;
  people: GitHubPeople;
  privateKey: string;
  now: () => number;
  log: Logger;
}

export function sessions(parts: SessionParts): Sessions {
  const { store, people, privateKey, now, log } = parts;
  const sights = new Sights(parts);

  async function find(id: string): Promise<Viewer | null | 'silent'> {
    const idHash = sha256(id);
    const session = await store.get(idHash, new Date(now()), sights.known(idHash));
    if (session === null) return null;
    const token = unseal(session.token, id, privateKey);
    if (token === null) return null;
    const sight = await sights.of(idHash, session, token);
    if (sight === 'ended') await store.end(idHash);
    if (sight === 'ended') return null;
    return sight === 'silent' ? sight : { login: session.login, sight: { repos: sight }, csrf: csrfOf(id) };
  }

  return {
    begin: async ({ token, expiresAt }) => {
      const reposAt = new Date(now());
      const [login, repos] = await Promise.all([people.login(token), people.readable(token)]);
      const id = randomText();
      const ends = Math.min(now() + SESSION_MS, expiresAt ?? Number.POSITIVE_INFINITY);
      const sealed = seal(token, id, privateKey);
      await store.add(sha256(id), { login, token: sealed, repos, reposAt, expiresAt: new Date(ends) });
      await store.prune(reposAt);
      return id;
    },
    viewer: find,
    end: async (id) => {
      const idHash = sha256(id);
      const session = await store.get(idHash, new Date(now()));
      await store.end(idHash);
      const token = session === null ? null : unseal(session.token, id, privateKey);
      if (token === null) return;
      await people.revoke(token).catch((error: unknown) => {
        log.warn({ error: describeError(error) }, 'a token of somebody who signed out could not be revoked');
      });
    },
  };
}
