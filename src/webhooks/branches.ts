import { z } from 'zod';
import { isQueueBranch, number, sha, text, translator } from './payload.ts';

const PullRequest = z.object({
  repository: z.object({ id: number }),
  pull_request: z.object({
    number,
    head: z.object({ ref: text(300), repo: z.object({ id: number }).nullish() }),
  }),
});

/** `pull_request`, whatever happened to it. A fork may name its branch like one of ours. */
export const fromPullRequest = translator(PullRequest, ({ pull_request, repository }, repo) => {
  const { head } = pull_request;
  if (head.repo?.id !== repository.id) return { ignored: 'the pull request comes from a fork' };
  return { kind: 'pull_request', repo, number: pull_request.number, headRef: head.ref };
});

const Push = z.object({ ref: text(500), after: sha });

/** `push` to a branch; a deleted one has the sha of zeros. */
export const fromPush = translator(Push, ({ ref, after }, repo) => {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return { ignored: 'it is no branch' };
  if (isQueueBranch(branch)) return { ignored: 'it is a branch of the merge queue' };
  return { kind: 'push', repo, branch, sha: after };
});
