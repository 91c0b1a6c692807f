import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeError } from '../../errors.ts';
import { statusOf } from '../../github/patience.ts';
import type { GitHubPeople, UserToken } from '../../github/people.ts';
import type { Session, SessionStore } from '../../store/session-store.ts';
import type { Viewer } from '../parts.ts';
import { csrfOf, randomText, seal, sha256, unseal } from './secrets.ts';
import { sightAge } from './sight-age.ts';

/** Ms. */
export const SESSION_MS = 8 * 3_600_000;
/** A page waits no longer for GitHub, ms. */
const PATIENCE_MS = 10_000;
/** After GitHub failed, it is left alone for so long, ms. */
const PAUSE_MS = 20_000;

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

type Sight = readonly string[] | 'ended' | 'silent';

/** What those who look may see, asked again in time, once for all requests that come meanwhile. */
class Sights {
  readonly #parts: SessionParts;
  readonly #known = new Map<string, Pick<Session, 'repos' | 'reposAt'>>();
  readonly #underWay = new Map<string, Promise<Sight>>();
  readonly #failedAt = new Map<string, number>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  known(idHash: Buffer): Pick<Session, 'repos' | 'reposAt'> | undefined {
    return this.#known.get(idHash.toString('hex'));
  }

  async of(idHash: Buffer, { repos, reposAt }: Session, token: string): Promise<Sight> {
    const key = idHash.toString('hex');
    this.#keep(key, { repos, reposAt });
    const todo = sightAge(this.#parts.now() - reposAt.getTime());
    if (todo === 'use') return repos;
    const renewal = this.#renew(idHash, key, token);
    if (todo === 'renew') return repos;
    const late = delay(PATIENCE_MS, 'silent' as const, { ref: false });
    const told = await Promise.race([renewal, late]);
    return told === 'silent' && todo === 'wait' ? repos : told;
  }

  /** `silent` also where GitHub failed a moment ago. */
  #renew(idHash: Buffer, key: string, token: string): Promise<Sight> {
    const going = this.#underWay.get(key);
    if (going !== undefined) return going;
    if (this.#parts.now() - (this.#failedAt.get(key) ?? 0) < PAUSE_MS) return Promise.resolve('silent');
    const renewal = this.#ask(idHash, key, token).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, renewal);
    return renewal;
  }

  async #ask(idHash: Buffer, key: string, token: string): Promise<Sight> {
    const { people, store, now, log } = this.#parts;
    const reposAt = new Date(now());
    try {
      const repos = await people.readable(token);
      await store.renew(idHash, { repos, reposAt });
      this.#failedAt.delete(key);
      this.#keep(key, { repos, reposAt });
      return repos;
    } catch (error) {
      if (statusOf(error) === 401) {
        // Here and not only by whoever waits: nobody does while what is known is still good.
        await store.end(idHash).catch(() => {});
        return 'ended';
      }
      this.#failedAt.set(key, now());
      log.warn({ error: describeError(error) }, 'GitHub does not say what somebody may see; asked again');
      return 'silent';
    }
  }

  /** The latest few hundred; a list that was dropped is read from the database again. */
  #keep(key: string, sight: Pick<Session, 'repos' | 'reposAt'>): void {
    this.#known.delete(key);
    this.#known.set(key, sight);
    const [oldest] = this.#known.keys();
    if (this.#known.size <= 500 || oldest === undefined) return;
    this.#known.delete(oldest);
    this.#failedAt.delete(oldest);
  }
}
