import { createHmac } from 'node:crypto';
import { same } from '../dashboard/security.ts';

/** A ping is some kilobytes; anybody may send one. */
const MOST_BYTES = 64 * 1024;
const MOST = 10;

interface Arrived {
  body: Buffer;
  signature: string;
}

/**
 * Pings that came before there is a place to store webhooks. GitHub sends the first one while we don't know the secret
 * yet, so the signature is looked at later.
 */
export class Pings {
  readonly #arrived: Arrived[] = [];

  add(body: Buffer, signature: string): void {
    if (body.length > MOST_BYTES) return;
    this.#arrived.push({ body, signature });
    if (this.#arrived.length > MOST) this.#arrived.shift();
  }

  /** `signed`: one came that only somebody with the secret could have sent. */
  state(secret: string): 'none' | 'signed' | 'forged' {
    if (this.#arrived.length === 0) return 'none';
    const isSigned = ({ body, signature }: Arrived) =>
      same(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
    return this.#arrived.some(isSigned) ? 'signed' : 'forged';
  }
}
