import type { RunParts } from '../parts.ts';
import { orderPlan } from '../plan/order-plan.ts';
import { PLAN_KEY } from '../plan/plan-key.ts';
import { conclude } from '../requests/answers.ts';
import type { Order } from '../types.ts';
import type { Given } from './given.ts';

type Answer = Extract<Order, { what: 'answer' }>;

/**
 * An answer to something that the run waits for: a request of its agent, its plan, or whether its change may be pushed. The first
 * answer counts, wherever it is given. Null when it was taken; otherwise why not.
 */
export async function answerAsked(answer: Answer, given: Given, parts: RunParts): Promise<string | null> {
  const { run, who } = given;
  if (answer.request === PLAN_KEY) return orderPlan(answer, given, parts);
  const asked = (await parts.store.requests(run.id)).find(({ key }) => key === answer.request);
  if (asked === undefined) return answerQuestion(answer, given, parts);
  if (asked.answer !== null) return ANSWERED;
  if (asked.request.kind === 'question' && answer.verdict === 'allow' && answer.words.trim() === '')
    return 'there was no answer in it';
  const { verdict, words } = answer;
  await conclude(run, asked, { verdict, by: who, words }, parts.github.for(run.repo), parts);
  await parts.queue.look(run.id);
  return null;
}

const ANSWERED = 'it was answered before';

async function answerQuestion(answer: Answer, given: Given, parts: RunParts): Promise<string | null> {
  const { run, attempt, who, where } = given;
  const { request: key, verdict } = answer;
  const question = await parts.store.question(run.id, key);
  if (question === null || !key.startsWith('push:')) return 'the run does not ask that';
  if (question.answeredBy !== null) return ANSWERED;
  const words = answer.words.trim() === '' ? '' : `: ${answer.words.trim()}`;
  if (verdict === 'deny') {
    parts.status.say(run, attempt, 'ordered', `${who} does not want it pushed${words}`);
    await parts.store.requestCancel(run.id, parts.redact(`${who} does not want it pushed${words}`), 'person');
  } else {
    await parts.store.answered(run.id, key, who);
    parts.status.say(run, attempt, 'resumed', `${who} looked at the change and said push ${where}`);
  }
  await parts.queue.look(run.id);
  return null;
}
