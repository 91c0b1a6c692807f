import { agreedPlanComment, planComment, planIn, planMarker, type PlanText } from '../../github/texts.ts';
import type { GitHub } from '../../github/types.ts';
import { answerIn } from '../../text/command.ts';
import { cancelledRun, noPullRequest } from '../end.ts';
import type { RunParts } from '../parts.ts';
import { spoken } from '../spoken-answer.ts';
import type { Run } from '../types.ts';
import type { PlanFirst } from './plan-first.ts';
import { PLAN_KEY } from './plan-key.ts';
import { labelOf } from './plan-label.ts';
import type { Agreed, PlanRow } from './types.ts';

/** How often a parked run looks for an answer whose webhook was lost, ms. */
const LOOK_MS = 15 * 60_000;

type Posted = PlanRow & { text: string; commentId: number; postedAt: Date };

/**
 * Posts the plan once, and looks for what people say to it: commands after our comment, by people who may write. The first
 * one counts. A no ends the run, and so does no answer within FETTLE_ANSWER_DAYS.
 */
export async function waitsForGo(run: Run, github: GitHub, parts: RunParts): Promise<PlanFirst> {
  const row = await posted(run, github, parts);
  if (row.agreed !== null) return { kind: 'go', agreed: row.agreed };
  const said = await spoken(new Set([run.issue]), row.commentId, saidToPlan, github);
  if (said?.how === 'deny') {
    const words = said.words === '' ? '' : `: ${said.words}`;
    return { kind: 'ended', outcome: cancelledRun(`${said.by} does not want this plan${words}`, 'person') };
  }
  if (said !== null) {
    // Who says yes has read what stands there now, whoever may have edited it.
    const comment = (await github.comments(run.issue)).find(({ id }) => id === row.commentId);
    const text = planIn(comment?.body ?? '') ?? row.text;
    const { how, words, by, commentId } = said;
    return { kind: 'go', agreed: await agree(run, { text, by, how, words, commentId }, github, parts) };
  }
  const { answerDays } = parts.settings;
  if (parts.now() - row.postedAt.getTime() >= answerDays * 24 * 3_600_000) {
    const detail = `Nobody said whether to start with the plan within ${answerDays} days (FETTLE_ANSWER_DAYS).`;
    return { kind: 'ended', outcome: noPullRequest('blocked', detail) };
  }
  await parts.queue.look(run.id, LOOK_MS);
  return { kind: 'waiting' };
}

/** What a command means where a plan waits; null for what answers something else. */
export function saidToPlan(command: string): { how: 'go' | 'answer' | 'deny'; words: string } | null {
  const answer = answerIn(command);
  if (command.trim() === '' || answer?.word === 'go') return { how: 'go', words: '' };
  if (answer?.word === 'deny') return { how: 'deny', words: answer.words };
  if (answer?.word === 'push' || (answer?.word === 'allow' && answer.words === '')) return null;
  return { how: 'answer', words: command.trim() };
}

/** Keeps what somebody agreed to, and says so; whoever was first counts. */
export async function agree(
  run: Run,
  { words, ...said }: Omit<Agreed, 'at'>,
  github: GitHub,
  parts: RunParts,
): Promise<Agreed> {
  const at = new Date(parts.now()).toISOString();
  // Somebody who answers with a credential means well; it is not for a model, nor for our database.
  const own = { ...said, text: parts.redact(said.text), words: parts.redact(words), at };
  await parts.store.answered(run.id, PLAN_KEY, said.by ?? 'the operator');
  const agreed = await parts.store.agree(run.id, own);
  const did = { go: 'said go to the plan', edit: 'edited the plan', answer: 'answered the plan' }[agreed.how];
  parts.status.say(run, 0, 'resumed', `${agreed.by ?? 'The operator'} ${did}`);
  const row = await parts.store.planOf(run.id);
  await github.upsertComment(
    run.issue,
    planMarker(run.id),
    agreedPlanComment(run.id, agreed, parts.redact),
    row?.commentId ?? null,
  );
  return agreed;
}

async function posted(run: Run, github: GitHub, parts: RunParts): Promise<Posted> {
  const row = await planRow(run, parts);
  if (isPosted(row)) return row;
  const body = planComment(await planWords(run, row, parts));
  const commentId = await github.upsertComment(run.issue, planMarker(run.id), body, null);
  await parts.notices.notify('needs_person', run, 'plan', 'A plan is posted and waits for `/fettle go`.');
  await parts.store.askedIn(run.id, PLAN_KEY, commentId);
  await parts.store.planPosted(run.id, planIn(body) ?? '', commentId);
  parts.status.say(run, 0, 'waiting', 'Waits for `/fettle go`: the plan is on the issue');
  const now = await planRow(run, parts);
  if (!isPosted(now)) throw new Error('a plan is not there after it was posted');
  return now;
}

/** All that the comment says while it waits. */
export async function planWords(run: Run, row: PlanRow, parts: RunParts): Promise<PlanText> {
  if (row.proposal === null) throw new Error('there is no plan that could be posted');
  const { label, answerDays, maxCostUsd } = parts.settings;
  const attempts = await parts.store.attempts(run.id);
  return {
    runId: run.id,
    plan: row.proposal,
    estimate: row.estimate,
    planCostUsd: attempts.find(({ number }) => number === 0)?.spent.costUsd ?? 0,
    maxCostUsd,
    checks: row.checks,
    label: labelOf(run.trigger, label),
    answerDays,
    redact: parts.redact,
  };
}

async function planRow(run: Run, parts: RunParts): Promise<PlanRow> {
  const row = await parts.store.planOf(run.id);
  if (row === null) throw new Error('a plan is not there after it was begun');
  return row;
}

const isPosted = (row: PlanRow): row is Posted => row.text !== null && row.commentId !== null && row.postedAt !== null;
