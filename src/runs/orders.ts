import { HOLD_LABEL } from './decide.ts';
import { stillHeld } from './hold.ts';
import { MAY_ASK } from './may-ask.ts';
import { answerAsked } from './orders/answer-asked.ts';
import { type Given, WHERE } from './orders/given.ts';
import { retry } from './orders/retry.ts';
import type { RunParts } from './parts.ts';
import type { FettleEvent, Run } from './types.ts';

export type Ordered = Extract<FettleEvent, { kind: 'ordered' }>;

/**
 * Carries out what somebody ordered on the dashboard or at a terminal. Whether they may is asked of GitHub once more, and
 * who did what is a line of the run's timeline; so is why something could not be done. An order that is handed to us again
 * does nothing.
 */
export async function carryOut({ id, runId, order, by }: Ordered, parts: RunParts): Promise<void> {
  const run = await parts.store.get(runId);
  if (run === null) {
    parts.log.info({ run: runId, by, what: order.what }, 'ignored: an order for a run that is not there');
    return;
  }
  const key = `order:${id}`;
  if (await parts.store.hasWish(run.id, key)) return;
  const attempt = (await parts.store.latestAttempt(run.id))?.number ?? 1;
  const given: Given = { run, attempt, key, by, who: by ?? 'The operator', where: WHERE[by === null ? 'at' : 'on'] };
  const refused = (await mayOrder(given, parts))
    ? await act(order, given, parts)
    : 'they may not write to the repository';
  if (refused !== null)
    parts.status.say(run, attempt, 'ordered', `${given.who} wanted to ${WISH[order.what]} ${given.where}: ${refused}`);
  // Last, so that a crash repeats the order rather than losing it: each of them can be repeated.
  await parts.store.addWish(run.id, key, null);
  // A run that has ended says nothing more by itself.
  if (run.state === 'ended') await parts.status.flush(run);
}

const WISH: Record<Ordered['order']['what'], string> = {
  retry: 'have another try',
  cancel: 'cancel it',
  hold: 'hold it',
  release: 'let it go on',
  answer: 'answer a question',
};

async function mayOrder({ run, by }: Given, parts: RunParts): Promise<boolean> {
  return by === null || MAY_ASK.has(await parts.github.for(run.repo).permission(by));
}

/** Null when it was done; otherwise why it could not be. */
async function act(order: Ordered['order'], given: Given, parts: RunParts): Promise<string | null> {
  const { run } = given;
  if (order.what === 'retry') return retry(given, parts);
  if (run.state === 'ended') return 'the run has ended';
  switch (order.what) {
    case 'cancel':
      return cancel(given, parts);
    case 'hold':
      return hold(given, parts);
    case 'release':
      return release(given, parts);
    case 'answer':
      return answerAsked(order, given, parts);
  }
}

async function cancel({ run, attempt, who, where }: Given, parts: RunParts): Promise<null> {
  parts.status.say(run, attempt, 'ordered', `${who} cancelled it ${where}`);
  await parts.store.requestCancel(run.id, `${who} cancelled it ${where}.`, 'person');
  await parts.queue.look(run.id);
  return null;
}

/** By the label, so that people on GitHub see it, and can take it off there. */
async function hold({ run, attempt, who, where }: Given, parts: RunParts): Promise<null> {
  await parts.github.for(run.repo).addLabels(run.issue, [HOLD_LABEL]);
  parts.status.say(run, attempt, 'ordered', `${who} put it on hold ${where}`);
  return look(run, parts);
}

async function release({ run, attempt, who, where }: Given, parts: RunParts): Promise<null> {
  const github = parts.github.for(run.repo);
  for (const place of new Set([run.issue, run.prNumber ?? run.issue])) await github.removeLabel(place, HOLD_LABEL);
  parts.status.say(run, attempt, 'ordered', `${who} let it continue ${where}`);
  return look(run, parts);
}

/** As when the label's own event comes: whoever works on the run is told at once. */
async function look(run: Run, parts: RunParts): Promise<null> {
  await stillHeld(run, parts);
  await parts.queue.look(run.id);
  return null;
}
