import { open, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whoever holds the lock says so this often, ms. */
const BEAT_MS = 2000;
/** Without a sign of life for so long its holder is taken for dead, ms. */
const STALE_MS = 60_000;

interface LockOptions {
  /** Told once when another process holds it. */
  onWait?: () => void;
  folder?: string;
}

/**
 * Does `work` while no other process on this machine does something under the same name, so that a build of minutes is
 * made once. Not more than that is promised: where two hold it after all, work is done twice.
 */
export async function withBuildLock<T>(name: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const path = join(options.folder ?? tmpdir(), `fettle-${name.replaceAll(/[^\w.-]/g, '-')}.lock`);
  for (let tries = 0; !(await take(path)); tries += 1) {
    if (tries === 0) options.onWait?.();
    await sleep(500);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true }).catch(() => {});
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const seen = await stat(path).catch(() => null);
  if (seen === null || Date.now() - seen.mtimeMs < STALE_MS) return false;
  // What another user left behind can't be removed by us: then it counts for nothing.
  return rm(path, { force: true }).then(
    () => false,
    () => true,
  );
}
