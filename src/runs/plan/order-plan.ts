import { planIn } from '../../github/texts.ts';
import type { Given } from '../orders/given.ts';
import type { RunParts } from '../parts.ts';
import type { Order } from '../types.ts';
import { agree } from './waits-for-go.ts';

/** A word to a run's plan from elsewhere than GitHub. Null when it was taken; otherwise why not. */
export async function orderPlan(
  { verdict, words }: Extract<Order, { what: 'answer' }>,
  { run, attempt, by, who, where }: Given,
  parts: RunParts,
): Promise<string | null> {
  const row = await parts.store.planOf(run.id);
  if (row === null || row.text === null) return 'the run has posted no plan';
  if (row.agreed !== null) return 'it was answered before';
  const said = words.trim();
  if (verdict === 'deny') {
    const why = parts.redact(`${who} does not want this plan${said === '' ? '' : `: ${said}`}`);
    parts.status.say(run, attempt, 'ordered', `${why} ${where}`);
    await parts.store.requestCancel(run.id, why, 'person');
  } else {
    const github = parts.github.for(run.repo);
    const comment = (await github.comments(run.issue)).find(({ id }) => id === row.commentId);
    const text = planIn(comment?.body ?? '') ?? row.text;
    const how = said === '' ? 'go' : 'answer';
    await agree(run, { text, by, how, words: said, commentId: null }, github, parts);
  }
  await parts.queue.look(run.id);
  return null;
}
