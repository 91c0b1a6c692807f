import { baseRedComment, baseRedMarker } from '../../github/texts.ts';
import type { Diagnosed } from '../diagnose.ts';
import type { Look } from './look.ts';

/** Until base is looked at once more after its head was noted, ms. */
const ONCE_MORE_MS = 1_000;

/** Red on base too: said once for this head, where maintainers read; then base is asked again now and then. */
export async function waitForBase(red: readonly Diagnosed[], untilMs: number, look: Look): Promise<void> {
  const { run, parts, latest, watched, github, pullRequest } = look;
  // What CI says of that commit, or a push to that branch, wakes us before the timer does: from the note on, not before.
  const awaitedBase = await github.branchHead(pullRequest.baseRef);
  const isNew = awaitedBase !== null && watched.awaitedBase !== awaitedBase;
  if (isNew) await parts.store.update(run.id, { watched: { ...watched, awaitedBase } });

  const names = red.map(({ evidence }) => evidence.check.name);
  if ((await parts.store.spentOf(run.id, 'base_red', run.headSha)) === 0) {
    const text = `Waits for ${pullRequest.baseRef}, where ${names.join(', ')} is red too`;
    const events = await parts.store.events(run.id);
    if (events.at(-1)?.text !== text) parts.status.say(run, latest.number, 'waiting', text);
    await github.upsertComment(
      pullRequest.number,
      baseRedMarker(run.id),
      baseRedComment(run.id, names, pullRequest.baseRef),
      null,
    );
    await parts.store.spend(run.id, 'base_red', run.headSha, 1, 'told');
  }
  // What happened between our reading of base and the note has woken nobody.
  await parts.queue.look(run.id, isNew ? ONCE_MORE_MS : Math.max(250, untilMs - parts.now()));
}
