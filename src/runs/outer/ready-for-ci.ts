import type { Look } from './look.ts';

/**
 * CI may skip drafts: the draft is taken away once for a head that no check has spoken about, and CI gets its time
 * again. Noted before and after, so that a crash in between neither forgets it nor cuts the time short.
 */
export async function readyForCi({ run, parts, latest, watched, github, pullRequest }: Look): Promise<void> {
  const at = parts.now();
  await parts.store.update(run.id, { watched: { ...watched, readied: { at, done: false } } });
  await github.markReady(pullRequest);
  await parts.store.update(run.id, { watched: { ...watched, readied: { at, done: true } } });
  const text = `Pull request #${pullRequest.number} is marked ready for review, in case CI skips drafts`;
  parts.status.say(run, latest.number, 'ready', text);
  await parts.queue.look(run.id, Math.max(250, parts.settings.ciStartMs));
}
