import type { Annotation, Conclusion } from '../state/check-rows.ts';

/** What a job ended with when it is scripted instead of run. */
export type ScriptedResult =
  | Conclusion
  | { conclusion: Conclusion; log?: string; annotations?: Partial<Annotation>[]; description?: string };

export interface CiContext {
  sha: string;
  branch: string;
  /** 1 for the first try of this commit, more after reruns. */
  attempt: number;
  /** How often this job has been started in this repository before, whatever the commit. */
  earlierStarts: number;
}

export interface CiJob {
  name: string;
  /** Shell commands, really run on a checkout of the pushed commit; the first that fails ends the job. */
  run?: string | { name?: string; run: string }[];
  /** Instead of `run`: one result for each start of the job; the last one repeats. */
  results?: ScriptedResult[];
  /** Instead of `run`: decides from the commit. */
  script?: (context: CiContext) => ScriptedResult | Promise<ScriptedResult>;
  /** It waits for somebody to approve its environment: until this settles it, its run and its suite are `waiting`. */
  approval?: Promise<unknown>;
  /** Registers later than the others, as jobs that need another job do. */
  appearsAfterMs?: number;
  /** How long a scripted job takes. */
  takesMs?: number;
  /** Kills the commands and concludes `timed_out`; five minutes when left out. */
  timeoutMs?: number;
}

/** A repository's CI: an Actions-like workflow, or only classic statuses. */
export interface CiSpec {
  report?: 'actions' | 'statuses';
  /** The workflow's name. */
  workflow?: string;
  /** What starts it: every push to a branch (default), or pull requests only. */
  on?: 'push' | 'pull_request';
  /** Added to the jobs' environment, which is otherwise nearly empty. */
  env?: Record<string, string>;
  /** Time between the push and the first sign of CI. */
  startsAfterMs?: number;
  /** Time a job stays queued. */
  queuedMs?: number;
  jobs: CiJob[];
}
