import { startRun } from '../asked.ts';
import type { RunParts } from '../parts.ts';
import { goOn } from '../pull-request-asked.ts';
import type { Given } from './given.ts';

const ANOTHER = 'another run of this issue is at work';

/**
 * Another try of a run that has ended. With an open pull request it goes on there, as after `/fettle retry`. Without one
 * it is a new run of the same issue: the task as it stands on GitHub now, with the words of the command that had asked for
 * the first. Null when it was done; otherwise why it could not be.
 */
export async function retry(given: Given, parts: RunParts): Promise<string | null> {
  const { run } = given;
  if (run.state !== 'ended') return 'the run has not ended';
  return run.prNumber === null ? startAnew(given, parts) : goOnThere(run.prNumber, given, parts);
}

async function goOnThere(prNumber: number, { run, who, where }: Given, parts: RunParts): Promise<string | null> {
  const pr = await parts.github.for(run.repo).pullRequest(prNumber);
  if (pr.state === 'closed') return `pull request #${prNumber} is closed`;
  return (await goOn(run, pr, `${who} asked for another try ${where}`, parts)) ? null : ANOTHER;
}

async function startAnew({ run, attempt, key, by, who, where }: Given, parts: RunParts): Promise<string | null> {
  const { title, body, state } = await parts.github.for(run.repo).issue(run.issue);
  if (state === 'closed') return 'the issue is closed';
  const started = await startRun(
    {
      kind: 'asked',
      repo: run.repo,
      issue: run.issue,
      trigger: { kind: 'command', key },
      // The operator lets somebody's task be tried again: it stays theirs, and so do the rights that are asked for at the push.
      by: by ?? run.task.requestedBy,
      commentId: null,
      title,
      body,
      request: run.task.request,
      at: new Date(parts.now()).toISOString(),
    },
    parts,
  );
  if (started === null) return 'the issue is closed';
  if (started.trigger.key !== key) return ANOTHER;
  parts.status.say(run, attempt, 'ordered', `${who} asked for another try ${where}: run ${started.id}`);
  return null;
}
