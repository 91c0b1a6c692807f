import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import SmeeClient from 'smee-client';
import { describeError } from '../errors.ts';

/** ms between two tries to reach the relay. */
const RETRY = 5000;

/**
 * Forwards deliveries from a smee.io channel, for machines that GitHub can't reach. It goes on trying in the
 * background: neither the start nor a run depends on the relay. The relay writes bodies anew, so a few deliveries
 * fail their signature and those made while it is away are lost; the timer makes up for both.
 */
export function startSmee(source: string, target: string, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const logger = {
    info: (message: unknown) => log.debug(`smee: ${String(message)}`),
    error: (message: unknown) => log.debug(`smee: ${describeError(message)}`),
  };
  const client = new SmeeClient({ source, target, logger });
  const connected = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await client.start();
        log.info(`deliveries are forwarded from ${source}`);
        return;
      } catch (error) {
        log.warn(`${source} can't be reached (${describeError(error)}); trying again`);
        await client.stop();
        await delay(RETRY, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      }
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await client.stop();
      await connected;
    },
  };
}
