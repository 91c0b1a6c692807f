import { askPushMarker, askPushTexts, MAX_PARTS, pushPartMarker } from '../github/texts.ts';
import type { GitHub } from '../github/types.ts';
import type { RepoConfig } from '../repo-config.ts';
import type { Mirror } from '../sandbox/types.ts';
import { cancelledRun, noPullRequest } from './end.ts';
import type { RunParts } from './parts.ts';
import { labelOf } from './plan/plan-label.ts';
import { spokenAnswer } from './spoken-answer.ts';
import type { Attempt, Outcome, Run, Task } from './types.ts';

/** How often a parked run looks for an answer whose webhook was lost, ms. */
const LOOK_MS = 15 * 60_000;

const TOO_LONG = `The change passed its gate and has to be seen before it is pushed, but it is too long to be shown whole in ${MAX_PARTS} comments, and nobody is asked to agree to half of one. Split the task, or have such changes pushed without a question (\`ci: auto\`, FETTLE_CI).`;

/**
 * Why people are asked before the first push, where CI runs it with its secrets; null where they are not. The operator
 * decides; a repository can only be stricter. Unless either says so, it is asked when somebody who may not write to the
 * repository wrote a part of the task.
 */
export function asksBeforeCi(operator: 'auto' | 'ask' | null, repository: RepoConfig['ci'], task: Task): string | null {
  if (operator === 'ask') return 'The operator of Fettle wants every change to be seen before CI runs it.';
  if (repository === 'ask') return 'The settings of this repository want every change to be seen before CI runs it.';
  const [outsider] = task.outsiders ?? [];
  if (operator === 'auto' || outsider === undefined) return null;
  return `A part of the task was written by ${outsider}, who may not write to this repository.`;
}

type Gated = Attempt & { gate: { tree: string } };

/** Whether a gated change is pushed; `waiting`: people are asked, and the run is parked. */
export type MayPush = { kind: 'yes' } | { kind: 'waiting' } | { kind: 'no'; outcome: Outcome };

/**
 * Whether a gated change may be pushed for the first time. If people have to be asked, they are, once for each tree, and
 * the run is parked: nothing is open meanwhile, and an answer, the timer or a cancel wakes it. What can't be shown whole
 * is not asked about, a no ends the run, and so does no answer within FETTLE_ANSWER_DAYS.
 */
export async function mayPush(
  run: Run & { baseSha: string },
  attempt: Gated,
  config: RepoConfig,
  github: GitHub,
  mirror: Mirror,
  parts: RunParts,
): Promise<MayPush> {
  const why = asksBeforeCi(parts.settings.ci, config.ci, run.task);
  if (why === null) return { kind: 'yes' };
  const key = keyOf(attempt);
  if ((await parts.store.question(run.id, key)) === null && !(await ask(run, attempt, why, github, mirror, parts)))
    return { kind: 'no', outcome: noPullRequest('blocked', TOO_LONG) };
  const question = await parts.store.question(run.id, key);
  if (question === null) throw new Error('a question is not there after it was stored');
  if (question.answeredBy !== null) return { kind: 'yes' };
  const said = await spokenAnswer(new Set([run.issue]), question.commentId, ['push', 'deny'], github);
  if (said?.word === 'deny') {
    const words = said.words === '' ? '' : `: ${said.words}`;
    return { kind: 'no', outcome: cancelledRun(`${said.by} does not want it pushed${words}`, 'person') };
  }
  if (said !== null) {
    await parts.store.answered(run.id, key, said.by);
    parts.status.say(run, attempt.number, 'resumed', `${said.by} looked at the change and said push`);
    return { kind: 'yes' };
  }
  const { answerDays } = parts.settings;
  if (parts.now() - question.askedAt.getTime() >= answerDays * 24 * 3_600_000) {
    const detail = `Nobody said whether it shall be pushed within ${answerDays} days (FETTLE_ANSWER_DAYS).`;
    return { kind: 'no', outcome: noPullRequest('blocked', detail) };
  }
  await parts.queue.look(run.id, LOOK_MS);
  return { kind: 'waiting' };
}

/** Whether a run waits for the word to push, so that an answer is one and no task of its own. */
export async function waitsForPush(run: Run, parts: RunParts): Promise<boolean> {
  const attempt = await parts.store.latestAttempt(run.id);
  if (run.headSha !== null || attempt?.stage !== 'publish' || attempt.gate === null) return false;
  const question = await parts.store.question(run.id, `push:${attempt.gate.tree}`);
  return question !== null && question.answeredBy === null;
}

const keyOf = ({ gate }: Gated): string => `push:${gate.tree}`;

/** Shows the change and asks; false where the change is too long to be shown. Parts come first: only later words count. */
async function ask(
  run: Run & { baseSha: string },
  attempt: Gated,
  why: string,
  github: GitHub,
  mirror: Mirror,
  parts: RunParts,
): Promise<boolean> {
  const { tree } = attempt.gate;
  const { answerDays } = parts.settings;
  const label = labelOf(run.trigger, parts.settings.label);
  const changes = await mirror.changes(run.baseSha, tree);
  const diff = await mirror.diff(run.baseSha, tree);
  const { redact } = parts;
  const texts = askPushTexts({ runId: run.id, tree, why, changes, diff, label, answerDays, redact });
  if (texts === null) return false;
  for (const [at, part] of texts.parts.entries())
    await github.upsertComment(run.issue, pushPartMarker(run.id, tree, at + 1), part, null);
  const commentId = await github.upsertComment(run.issue, askPushMarker(run.id, tree), texts.question, null);
  const asks = 'A change is ready and waits for `/fettle push` before it is pushed.';
  await parts.notices.notify('needs_person', run, keyOf(attempt), asks);
  await parts.store.askedIn(run.id, keyOf(attempt), commentId);
  parts.status.say(run, attempt.number, 'waiting', 'Waits for `/fettle push`: the change is shown on the issue');
  return true;
}
