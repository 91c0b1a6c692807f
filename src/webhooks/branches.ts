import { z } from 'zod';
import type { Repo } from '../github/types.ts';
import { body, isQueueBranch, number, sha, text, translator } from './payload.ts';

const PullRequest = z.object({
  action: text(50).optional(),
  repository: z.object({ id: number }),
  pull_request: z.object({
    number,
    merged: z.boolean().nullish(),
    body: body.optional(),
    head: z.object({ ref: text(300), repo: z.object({ id: number }).nullish() }),
  }),
});

/** `pull_request`, whatever happened to it. A fork may name its branch like one of ours. */
export const fromPullRequest = translator(PullRequest, ({ action, pull_request, repository }, repo) => {
  const { head } = pull_request;
  const reverts =
    action === 'closed' && pull_request.merged === true ? revertedIn(pull_request.body ?? '', repo) : null;
  if (head.repo?.id !== repository.id) return { ignored: 'the pull request comes from a fork' };
  const about = { kind: 'pull_request' as const, repo, number: pull_request.number, headRef: head.ref };
  return reverts === null ? about : { ...about, reverts };
});

/** The number that GitHub's revert button writes, of a pull request in the same repository. */
function revertedIn(text: string, { owner, name }: Repo): number | null {
  const [, of, found] = /^Reverts ([\w.-]+\/[\w.-]+)?#(\d{1,9})\b/im.exec(text) ?? [];
  const here = of === undefined || of.toLowerCase() === `${owner}/${name}`.toLowerCase();
  return here && found !== undefined ? Number(found) : null;
}

const Push = z.object({ ref: text(500), after: sha });

/** `push` to a branch; a deleted one has the sha of zeros. */
export const fromPush = translator(Push, ({ ref, after }, repo) => {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return { ignored: 'it is no branch' };
  if (isQueueBranch(branch)) return { ignored: 'it is a branch of the merge queue' };
  return { kind: 'push', repo, branch, sha: after };
});
