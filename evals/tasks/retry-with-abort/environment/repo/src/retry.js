import { pause } from './pause.js';

/** Calls `task(attempt)` until it succeeds; rejects with the last error. */
export async function retry(task, { attempts = 3, pauseMs = 100 } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt >= attempts) throw error;
      await pause(pauseMs);
    }
  }
}
