import type { Logger } from 'pino';
import { describeError } from '../errors.ts';

/** What was opened, closed in the opposite order whatever fails on the way. */
export class Closers {
  readonly #opened: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#opened.unshift(close);
  }

  async close(log: Logger): Promise<void> {
    for (const close of this.#opened.splice(0)) {
      try {
        await close();
      } catch (error) {
        log.warn({ error: describeError(error) }, 'could not close cleanly');
      }
    }
  }
}
