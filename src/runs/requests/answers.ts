import { askRequestComment, askRequestMarker } from '../../github/texts.ts';
import type { GitHub } from '../../github/types.ts';
import { MAY_ASK } from '../may-ask.ts';
import type { RunParts } from '../parts.ts';
import { labelOf } from '../plan/plan-label.ts';
import { spoken, spokenAnswer } from '../spoken-answer.ts';
import type { AskedFor, FettleEvent, RequestAnswer, Run } from '../types.ts';
import { answerToQuestion } from './questions.ts';

/** How often a parked run looks for an answer whose webhook was lost, ms. */
const LOOK_MS = 15 * 60_000;

/**
 * Whether the run waits for a person's answer to a request of its agent. It is asked in one comment for each request, and
 * the answer is looked for anew each time: commands after our comment, by people who may write. Nothing is open meanwhile.
 * Without an answer for FETTLE_ANSWER_DAYS the answer is no, and the agent goes on with that.
 */
export async function waitsForAnswer(run: Run, github: GitHub, parts: RunParts): Promise<boolean> {
  const open = (await parts.store.requests(run.id)).filter(({ answer }) => answer === null);
  let waiting = false;
  for (const one of open) {
    const asked = one.commentId === null ? await ask(run, one, github, parts) : one;
    const answer = (await commanded(run, asked, github)) ?? tooLate(asked, parts);
    if (answer === null) waiting = true;
    else await conclude(run, asked, answer, github, parts);
  }
  if (waiting) await parts.queue.look(run.id, LOOK_MS);
  return waiting;
}

async function ask(run: Run, asked: AskedFor, github: GitHub, parts: RunParts): Promise<AskedFor> {
  const commentId = await github.upsertComment(
    run.prNumber ?? run.issue,
    askRequestMarker(run.id, asked.key),
    askRequestComment(textOf(run, asked, parts)),
    null,
  );
  const waits = `The agent asks ${asksFor(asked)} and waits for an answer.`;
  await parts.notices.notify('needs_person', run, `request:${asked.key}`, waits);
  await parts.store.requestAskedIn(run.id, asked.key, commentId);
  const number = (await parts.store.latestAttempt(run.id))?.number ?? 1;
  parts.status.say(run, number, 'waiting', `Waits for an answer: the agent asks ${asksFor(asked)}`);
  return { ...asked, commentId };
}

async function commanded(run: Run, { request, commentId }: AskedFor, github: GitHub): Promise<RequestAnswer | null> {
  const places = new Set([run.issue, run.prNumber ?? run.issue]);
  if (request.kind === 'question') return spoken(places, commentId ?? 0, answerToQuestion, github);
  const said = await spokenAnswer(places, commentId ?? 0, ['allow', 'deny'], github);
  return said === null ? null : { verdict: said.word, by: said.by, words: said.words };
}

function tooLate({ askedAt }: AskedFor, parts: RunParts): RequestAnswer | null {
  const { answerDays } = parts.settings;
  if (parts.now() - askedAt.getTime() < answerDays * 24 * 3_600_000) return null;
  return { verdict: 'impossible', by: null, words: `nobody answered within ${answerDays} days` };
}

/** Somebody has ticked a box of ours. Without write permission the tick is undone, and said. */
export async function ticked(event: Extract<FettleEvent, { kind: 'ticked' }>, parts: RunParts): Promise<void> {
  const run = await parts.store.activeFor(event.repo, event.issue);
  const asked = (run && (await parts.store.requests(run.id)))?.find((it) => it.commentId === event.commentId);
  if (run === null || asked === undefined || asked.answer !== null || event.said === 'go') return;
  const github = parts.github.for(run.repo);
  if (!MAY_ASK.has(await github.permission(event.by))) {
    await write(run, asked, askRequestComment({ ...textOf(run, asked, parts), undone: event.by }), github);
    return;
  }
  await conclude(run, asked, { verdict: event.said, by: event.by, words: '' }, github, parts);
  await parts.queue.look(run.id);
}

/** Kept first; what people read of it is repeated by nobody, and worth no run. */
export async function conclude(
  run: Run,
  asked: AskedFor,
  said: RequestAnswer,
  github: GitHub,
  parts: RunParts,
): Promise<void> {
  // Somebody who answers with a credential means well; it is not for a model, nor for our database.
  const answer = { ...said, words: parts.redact(said.words) };
  await parts.store.answerRequest(run.id, asked.key, answer);
  const number = (await parts.store.latestAttempt(run.id))?.number ?? 1;
  parts.status.say(run, number, 'resumed', `${answer.by ?? 'Nobody answered: Fettle'} ${did(answer, asked)}`);
  await write(run, asked, askRequestComment(textOf(run, { ...asked, answer }, parts)), github);
}

async function write(run: Run, asked: AskedFor, body: string, github: GitHub): Promise<void> {
  await github.upsertComment(run.prNumber ?? run.issue, askRequestMarker(run.id, asked.key), body, asked.commentId);
}

const asksFor = ({ request: { kind, name } }: AskedFor): string =>
  kind === 'question' ? 'a question on the issue' : `for the ${kind} ${name}`;

function did({ verdict }: RequestAnswer, { request }: AskedFor): string {
  if (request.kind === 'question') return verdict === 'allow' ? 'answered the question' : 'dropped the question';
  return `${verdict === 'allow' ? 'allowed' : 'refused'} the ${request.kind} ${request.name}`;
}

const textOf = (run: Run, asked: AskedFor, { settings: { label, answerDays }, redact }: RunParts) => ({
  runId: run.id,
  asked,
  label: labelOf(run.trigger, label),
  answerDays,
  redact,
});
