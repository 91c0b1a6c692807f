import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { same } from '../dashboard/security.ts';

/** Only so much is kept of what anybody may send. */
const MOST = 10;
const LOOK_EVERY_MS = 100;

interface Arrived {
  body: Buffer;
  signature: string;
}

/**
 * Webhooks that came before there is a place to store them. GitHub sends the first one while we don't know the secret
 * yet, so the signature is looked at later.
 */
export class Arrivals {
  readonly #kept: Arrived[] = [];
  #count = 0;

  add(arrived: Arrived): void {
    this.#kept.push(arrived);
    this.#count += 1;
    if (this.#kept.length > MOST) this.#kept.shift();
  }

  /** `signed`: one came that only somebody with the secret could have sent. */
  state(secret: string): 'none' | 'signed' | 'forged' {
    if (this.#kept.length === 0) return 'none';
    const isSigned = ({ body, signature }: Arrived) =>
      same(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
    return this.#kept.some(isSigned) ? 'signed' : 'forged';
  }

  /** Returns when one more has come, or when `patienceMs` are over. */
  async next(patienceMs: number): Promise<void> {
    const before = this.#count;
    for (let waited = 0; waited < patienceMs && this.#count === before; waited += LOOK_EVERY_MS)
      await delay(LOOK_EVERY_MS);
  }
}
