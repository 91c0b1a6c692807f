import { HOLD_LABEL } from './decide.ts';
import type { RunParts } from './parts.ts';
import type { Run } from './types.ts';

/** A label put on an issue wakes nobody unless it is the one that asks for runs, so a held run looks again itself, ms. */
export const HOLD_WAIT_MS = 15_000;

/**
 * Whether a hold is still on, on the issue or the pull request, and noted; when it is gone, so is the note of it, and
 * what was stopped goes on.
 */
export async function stillHeld(run: Run, parts: RunParts): Promise<boolean> {
  const github = parts.github.for(run.repo);
  const places = [github.issue(run.issue), ...(run.prNumber === null ? [] : [github.pullRequest(run.prNumber)])];
  const held = (await Promise.all(places)).some(({ labels }) => labels.includes(HOLD_LABEL));
  if (held !== run.held) await parts.store.hold(run.id, held);
  return held;
}

/** Whether people have put the issue on hold, as long as there is no pull request yet; said once in the timeline. */
export async function onHold(run: Run, parts: RunParts): Promise<boolean> {
  const { labels } = await parts.github.for(run.repo).issue(run.issue);
  if (!labels.includes(HOLD_LABEL)) return false;
  const text = `Waits until the label ${HOLD_LABEL} is taken off`;
  if ((await parts.store.events(run.id)).at(-1)?.text !== text) parts.status.say(run, 1, 'waiting', text);
  return true;
}
