import { askPushComment, askPushMarker } from '../github/texts.ts';
import type { GitHub } from '../github/types.ts';
import type { RepoConfig } from '../repo-config.ts';
import type { Mirror } from '../sandbox/types.ts';
import { answerIn, commandIn } from '../text/command.ts';
import { MAY_ASK } from './may-ask.ts';
import type { RunParts } from './parts.ts';
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
 * the run is parked: nothing is open meanwhile, and an answer, the timer or a cancel wakes it. GitHub's comments are
 * read anew each time, so that no answer is lost with its webhook.
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
  const by = await whoSaidPush(run.issue, question.commentId, github);
  if (by === null) {
    await parts.queue.look(run.id, LOOK_MS);
    return false;
  }
  await parts.store.answered(run.id, key, by);
  parts.status.say(run, attempt.number, 'resumed', `${by} looked at the change and said push`);
  return true;
}

/** GitHub's numbers grow: what has a smaller one than our question was written before anybody could see the patch. */
async function whoSaidPush(issue: number, after: number, github: GitHub): Promise<string | null> {
  for (const { id, author, body } of await github.comments(issue)) {
    const command = id > after && !author.isBot ? commandIn(body) : null;
    if (command === null || answerIn(command)?.word !== 'push') continue;
    if (MAY_ASK.has(await github.permission(author.login))) return author.login;
  }
  return null;
}
