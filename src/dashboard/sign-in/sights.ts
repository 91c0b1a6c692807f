import { setTimeout as delay } from 'node:timers/promises';
import { describeError } from '../../errors.ts';
import { statusOf } from '../../github/patience.ts';
import type { Session } from '../../store/session-store.ts';
import type { SessionParts } from './sessions.ts';
import { sightAge } from './sight-age.ts';

/** A page waits no longer for GitHub, ms. */
const PATIENCE_MS = 10_000;
/** After GitHub failed, it is left alone for so long, ms. */
const PAUSE_MS = 20_000;

type Sight = readonly string[] | 'ended' | 'silent';

/** What those who look may see, asked again in time, once for all requests that come meanwhile. */
export class Sights {
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
