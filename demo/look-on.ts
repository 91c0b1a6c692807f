import { setTimeout as sleep } from 'node:timers/promises';
import type { GitHubDoor, GitHubState } from './github-state.ts';
import type { LiveView } from './live-view.ts';

const LOOK_EVERY_MS = 200;

/** Looks at GitHub again and again until the pull request is ready or a person is needed. */
export async function lookOn(
  door: GitHubDoor,
  live: LiveView,
  slug: string,
  appEnded: Promise<unknown>,
  deadline: number,
  signal: AbortSignal,
): Promise<GitHubState> {
  let gone = false;
  void appEnded.then(() => (gone = true));
  let before: GitHubState | null = null;
  for (;;) {
    const state = await door.state();
    live.github(before, state, `${slug}[bot]`);
    before = state;
    if (live.news.has('ready') || live.news.has('needs_human') || live.ended) {
      await lastWords(live);
      const end = await door.state();
      live.github(before, end, `${slug}[bot]`);
      return end;
    }
    if (gone) throw new Error('the app ended in the middle of the run');
    if (live.complained) throw new Error('the run is not the story that the scripted model plays (see above)');
    if (Date.now() > deadline) throw new Error('the run did not come to an end');
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** What the app still writes after the last thing we waited for: its status comment and the end of its timeline. */
async function lastWords(live: LiveView): Promise<void> {
  for (let tries = 0; tries < 50 && !live.ended; tries += 1) await sleep(100);
  await sleep(300);
}
