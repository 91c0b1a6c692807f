import { askPushComment, askPushMarker } from '../github/texts.ts';
import type { GitHub } from '../github/types.ts';
import type { RepoConfig } from '../repo-config.ts';
import type { Mirror } from '../sandbox/types.ts';
import type { RunParts } from './parts.ts';
import { spokenAnswer } from './spoken-answer.ts';
import type { Attempt, Run, Task } from './types.ts';

/** How often a parked run looks for an answer whose webhook was lost, ms. */
const LOOK_MS = 15 * 60_000;

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

/**
 * Whether a gated change may be pushed for the first time. If people have to be asked, they are, once for each tree, and
 * the run is parked: nothing is open meanwhile, and an answer, the timer or a cancel wakes it.
 */
export async function mayPush(
  run: Run & { baseSha: string },
  attempt: Attempt & { gate: { tree: string } },
  config: RepoConfig,
  github: GitHub,
  mirror: Mirror,
  parts: RunParts,
): Promise<boolean> {
  const why = asksBeforeCi(parts.settings.ci, config.ci, run.task);
  if (why === null) return true;
  const { tree } = attempt.gate;
  const key = `push:${tree}`;
  let question = await parts.store.question(run.id, key);
  if (question === null) {
    const changes = await mirror.changes(run.baseSha, tree);
    const diff = await mirror.diff(run.baseSha, tree);
    const marker = askPushMarker(run.id, tree);
    const body = askPushComment({ marker, why, changes, diff, issue: run.issue, redact: parts.redact });
    const commentId = await github.upsertComment(run.issue, marker, body, null);
    await parts.store.askedIn(run.id, key, commentId);
    parts.status.say(run, attempt.number, 'waiting', 'Waits for `/fettle push`: the change is shown on the issue');
    question = { commentId, answeredBy: null };
  }
  if (question.answeredBy !== null) return true;
  const said = await spokenAnswer(new Set([run.issue]), question.commentId, ['push'], github);
  if (said === null) {
    await parts.queue.look(run.id, LOOK_MS);
    return false;
  }
  await parts.store.answered(run.id, key, said.by);
  parts.status.say(run, attempt.number, 'resumed', `${said.by} looked at the change and said push`);
  return true;
}
