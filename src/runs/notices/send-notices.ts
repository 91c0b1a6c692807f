import { drainRegularly } from '../drain-regularly.ts';
import type { Log } from '../parts.ts';
import { postNotice } from './post-notice.ts';
import type { NoticeStore, WaitingNotice } from './types.ts';

/** Longer than a try takes; a worker that dies at it leaves the notice to another. */
const LEASE_MS = 60_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;
/** What nobody could be told for this long is no news any more. */
const GIVE_UP_MS = 24 * 3_600_000;

/** How long until the next try, in ms; null where it is given up. A server's own wish counts, up to an hour. */
export function waitAfter(
  { tries, createdAt }: Pick<WaitingNotice, 'tries' | 'createdAt'>,
  retryAfterMs: number | null,
  now: number,
): number | null {
  if (now - createdAt.getTime() >= GIVE_UP_MS) return null;
  const own = FIRST_WAIT_MS * 2 ** Math.min(tries, 20);
  return Math.min(LONGEST_WAIT_MS, Math.max(own, retryAfterMs ?? 0));
}

/** Sends notices as they come due, one after another. `wake` makes it look now. */
export function sendNotices(
  store: NoticeStore,
  { url, log, now }: { url: string; log: Log; now: () => number },
): { wake: () => void; stop: () => Promise<void> } {
  async function sendOne(): Promise<boolean> {
    const notice = await store.take(LEASE_MS);
    if (notice === null) return false;
    const about = { run: notice.runId, notice: notice.kind };
    const posted = await postNotice(url, notice.text, now());
    if (posted.status === 'sent') {
      await store.sent(notice.id);
      log.debug(about, 'sent a notice');
      return true;
    }
    const wait = waitAfter(notice, posted.retryAfterMs, now());
    await store.later(notice.id, wait);
    const more = { ...about, why: posted.why, tries: notice.tries + 1 };
    if (wait === null)
      log.error(more, 'gave up sending a notice: the address of FETTLE_NOTIFY_URL took none for a day');
    else log.warn({ ...more, waitMs: wait }, 'could not send a notice; tried again');
    return true;
  }

  return drainRegularly(sendOne, { lanes: 1, trouble: 'notices could not be read; tried again soon', log });
}
