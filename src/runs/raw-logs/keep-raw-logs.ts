import { describeError } from '../../errors.ts';
import type { RawOutput } from '../../verifiers/types.ts';
import type { RunParts } from '../parts.ts';

/** Logs that wait to be written; a database that is slow must not fill our memory. */
const MOST_WAITING = 16;

/**
 * Keeps what an attempt's checks print, without credentials. Returns at once: nobody waits for it, and a log that could
 * not be written is worth no run.
 */
export function keepRawLogs(
  runId: string,
  attempt: number,
  { store, redact, log }: Pick<RunParts, 'store' | 'redact' | 'log'>,
): (raw: RawOutput) => void {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  return (raw) => {
    if (waiting >= MOST_WAITING) {
      log.warn({ run: runId, check: raw.check }, 'a raw log was dropped: too many wait to be written');
      return;
    }
    waiting += 1;
    last = last
      .then(() => store.addRawLog(runId, attempt, { ...raw, text: redact(raw.text) }))
      .catch((error: unknown) => log.warn({ run: runId, error: describeError(error) }, 'could not keep a raw log'))
      .finally(() => {
        waiting -= 1;
      });
  };
}
