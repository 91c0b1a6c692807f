import type { GitHub, PullRequest } from '../../github/types.ts';
import type { RunParts } from '../parts.ts';
import type { Attempt, Run, Watched } from '../types.ts';

/** One fresh look at a pull request of ours: what the actions that follow from it need. */
export interface Look {
  run: Run;
  latest: Attempt;
  /** What is remembered of CI, this look included. */
  watched: Watched;
  pullRequest: PullRequest;
  github: GitHub;
  parts: RunParts;
  signal: AbortSignal;
}
