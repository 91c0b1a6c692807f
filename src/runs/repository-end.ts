import type { PullRequest } from '../github/types.ts';
import { endRun, noPullRequest } from './end.ts';
import type { RunParts } from './parts.ts';
import type { Outcome, Run } from './types.ts';

/**
 * Why a repository could not be worked on, after something in it failed: it was deleted or taken from us, archived, or
 * it has another name. The first two end a run; after the third, which is noted here, it goes on. Null: it is as it was.
 */
export async function repositoryEnd(run: Run, parts: RunParts): Promise<Outcome | 'moved' | null> {
  const access = await parts.github.for(run.repo).access();
  switch (access?.state) {
    case 'gone':
      return ended(run, 'repository_gone', `${run.repo.owner}/${run.repo.name} can not be reached any more.`);
    case 'read_only':
      return readOnly(run);
    case 'moved':
      return (await movedTo(run, access, parts)) ?? 'moved';
    default:
      return null;
  }
}

export function readOnly(run: Run): Outcome {
  return ended(run, 'read_only', `${run.repo.owner}/${run.repo.name} is archived.`);
}

/** Null when the run can go on under the new name. */
async function movedTo(run: Run, to: { owner: string; name: string }, parts: RunParts): Promise<Outcome | null> {
  if (await parts.store.move(run.id, to)) {
    const number = (await parts.store.latestAttempt(run.id))?.number ?? 1;
    parts.status.say(run, number, 'resumed', `The repository is called ${to.owner}/${to.name} now`);
    return null;
  }
  const detail = 'The repository was renamed, and another run of this issue is under way there.';
  return run.prNumber === null
    ? noPullRequest('cancelled', detail)
    : { kind: 'pr_handed_over', reason: 'cancelled', detail };
}

export function hasMoved({ repo }: Run, { repoName }: Pick<PullRequest, 'repoName'>): boolean {
  return repoName !== null && repoName.toLowerCase() !== `${repo.owner}/${repo.name}`.toLowerCase();
}

/** The next look asks under the new name. */
export async function goOnThere(run: Run, { repoName }: Pick<PullRequest, 'repoName'>, parts: RunParts): Promise<void> {
  const [owner = '', name = ''] = (repoName ?? '').split('/');
  const end = await movedTo(run, { owner, name }, parts);
  return end === null ? parts.queue.look(run.id) : endRun(run, end, parts);
}

function ended(run: Run, reason: 'repository_gone' | 'read_only', detail: string): Outcome {
  return run.prNumber === null ? noPullRequest(reason, detail) : { kind: 'pr_handed_over', reason, detail };
}
