/**
 * Carries out jobs one after the other: two at once in one checkout would disturb each other. Whoever waits is told by
 * `onWait`, and leaves the queue when its signal says so.
 */
export function oneAtATime(): <T>(job: () => Promise<T>, signal: AbortSignal, onWait: () => void) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (job, signal, onWait) => {
    const before = last;
    const done = Promise.withResolvers<void>();
    // In its place also when it is cancelled while it waits: the next one still waits for the one before.
    last = before.then(() => done.promise);
    waiting += 1;
    try {
      if (waiting > 1) onWait();
      await Promise.race([before, aborted(signal)]);
      signal.throwIfAborted();
      return await job();
    } finally {
      waiting -= 1;
      done.resolve();
    }
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
