import type { RunParts } from '../parts.ts';
import type { FettleEvent, Run } from '../types.ts';

type Asked = Extract<FettleEvent, { kind: 'asked' }>;

/** Whether a plan of the run waits for a word. */
export async function waitsForWord(run: Run, { store }: Pick<RunParts, 'store'>): Promise<boolean> {
  const plan = await store.planOf(run.id);
  return plan !== null && plan.commentId !== null && plan.agreed === null;
}

/**
 * Whether a command on an issue is said to the issue's run and asks for none of its own: a plan or a question waits, which
 * any words answer, or this very comment was its answer before.
 */
export async function heard(event: Asked, parts: RunParts): Promise<boolean> {
  if (event.trigger.kind !== 'command' || event.commentId === null) return false;
  const run = await parts.store.latestOf(event.repo, event.issue);
  if (run === null) return false;
  const questions = (await parts.store.requests(run.id)).filter(({ request }) => request.kind === 'question');
  const plan = await parts.store.planOf(run.id);
  const answers = [plan?.agreed?.commentId, ...questions.map(({ answer }) => answer?.commentId)];
  if (answers.includes(event.commentId)) return true;
  if (run.state === 'ended') return false;
  if (!questions.some(({ answer }) => answer === null) && !(await waitsForWord(run, parts))) return false;
  await parts.queue.look(run.id);
  return true;
}
