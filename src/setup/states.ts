import { randomBytes } from 'node:crypto';

/** GitHub keeps the code of a new App for an hour, and a form is no older than the page it stands on, ms. */
const LIFE_MS = 3_600_000;
const MOST = 20;

/** What was sent to GitHub with an unguessable word, and comes back with it: once, and within the hour. */
export class States<T> {
  readonly #sent = new Map<string, { what: T; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  send(what: T): string {
    const state = randomBytes(24).toString('base64url');
    this.#sent.set(state, { what, until: this.#now() + LIFE_MS });
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > MOST && oldest !== undefined) this.#sent.delete(oldest);
    return state;
  }

  /** Null for a word that nobody sent, that is too old, or that was taken before. */
  take(state: string): T | null {
    const found = this.#sent.get(state);
    this.#sent.delete(state);
    return found === undefined || found.until < this.#now() ? null : found.what;
  }
}
