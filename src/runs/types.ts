import type { Request } from '../agent/tools/request.ts';
import type { Feedback, Spent, Turn } from '../agent/types.ts';
import type { Repo } from '../github/types.ts';
import type { Finding } from '../guards/types.ts';
import type { JudgeLevel } from '../judge/level.ts';
import type { Verdict } from '../judge/types.ts';
import type { Plan, Report } from '../verifiers/types.ts';
import type { ChangedLines } from './gate/changed-lines.ts';

/** What is asked, as it stood when it was asked. Text of the issue and comments is foreign data. */
export interface Task {
  title: string;
  body: string;
  /** Comments up to the request, by people with write permission. */
  comments: { login: string; body: string; at: string }[];
  /** What came with `/fettle <what>`; null for a label. */
  request: string | null;
  requestedBy: string;
  requestedAt: string;
  /** Who wrote a part of it without being allowed to write to the repository; absent where that was not asked yet. */
  outsiders?: string[];
  /** sha256 over all of the above, `outsiders` left out. */
  hash: string;
}

/** How a run began. `key` names the cause, so that two events which mean the same start one run. */
export interface Trigger {
  kind: 'label' | 'command';
  key: string;
}

/** A webhook, translated at once into the little that we use of it. */
export type FettleEvent =
  | {
      kind: 'asked';
      repo: Repo;
      issue: number;
      trigger: Trigger;
      by: string;
      /** Set where the text can not be known to be what was asked for: why. Then nothing is started. */
      doubt?: string;
      commentId: number | null;
      title: string;
      body: string;
      request: string | null;
      at: string;
    }
  | {
      kind: 'pr_asked';
      repo: Repo;
      number: number;
      by: string;
      /** `comment` on the pull request, a review's `thread`, or a `review` as a whole; ids are GitHub's. */
      source: { kind: 'comment' | 'thread' | 'review'; id: number };
      text: string;
    }
  /** `repos` in lower case; null means all of the installation's. */
  | { kind: 'installation_gone'; installationId: number; repos: string[] | null }
  /** The hold label came or went; what is true is then asked. */
  | { kind: 'hold_changed'; repo: Repo; number: number }
  /** Somebody wrote what may answer a question of ours; where none is open it is what `otherwise` says (null: nothing). */
  | { kind: 'answered'; repo: Repo; issue: number; otherwise: FettleEvent | null }
  /** Somebody answers a verdict of the judge; where none was shown it is what `otherwise` says. `why` is foreign. */
  | {
      kind: 'overruled';
      repo: Repo;
      number: number;
      onPullRequest: boolean;
      by: string;
      commentId: number;
      why: string;
      otherwise: FettleEvent;
    }
  /** Somebody ticked a box in a comment of ours, on an issue or a pull request. */
  | { kind: 'ticked'; repo: Repo; issue: number; by: string; commentId: number; said: 'allow' | 'deny' | 'go' }
  /** Somebody edited a plan of ours. `plan` is what stands there now; null where it can't be told any more. Foreign. */
  | { kind: 'plan_edited'; repo: Repo; issue: number; by: string; commentId: number; plan: string | null }
  | { kind: 'label_removed'; repo: Repo; issue: number }
  | { kind: 'issue_closed'; repo: Repo; issue: number }
  | { kind: 'ci'; repo: Repo; sha: string }
  /** `reverts`: the pull request was merged and says that it takes this one back. */
  | { kind: 'pull_request'; repo: Repo; number: number; headRef: string; reverts?: number }
  /** Something happened to an issue or a pull request that matters after a merge, if it is one of ours. */
  | { kind: 'followed'; repo: Repo; number: number }
  | { kind: 'push'; repo: Repo; branch: string; sha: string }
  /** From the dashboard or a terminal. `by` null: the operator, at a terminal. Carrying one `id` out twice counts once. */
  | { kind: 'ordered'; id: string; runId: string; order: Order; by: string | null };

/** What people have done with a run, without a word on GitHub. `words` are foreign. */
export type Order =
  | { what: 'retry' | 'cancel' | 'hold' | 'release' }
  /** `request`: the key of what the run asked for, or of a question of its own. */
  | { what: 'answer'; request: string; verdict: 'allow' | 'deny'; words: string };

/** The three failure modes and the one success, each with its reason; `design.md`, "Why it exists". */
export type Outcome =
  | { kind: 'no_pr'; reason: NoPrReason; detail: string; by?: CancelledBy }
  | {
      kind: 'pr_ci_red';
      /** The repair could not be verified, since base itself is red. */
      baseRed?: true;
      reason: 'repairs_spent' | 'flapping' | 'environment' | 'flaky' | 'infra' | 'gate' | 'budget';
      detail: string;
    }
  | {
      kind: 'pr_handed_over';
      reason:
        | 'person_pushed'
        | 'unverified'
        | 'no_ci'
        | 'required_missing' // a check that the base branch demands never reported
        | 'action_required'
        | 'base_moves'
        | 'workflows' // the base branch has changed workflow files, which the app may not push
        | 'hold'
        | 'cancelled'
        | 'repository_gone'
        | 'read_only';
      detail: string;
      by?: CancelledBy;
    }
  | { kind: 'pr_closed'; reason: 'merged' | 'unmerged'; detail: string }
  | { kind: 'pr_good'; reason: 'ci_green'; detail: string };

/** What cancelled a run: the label was taken off, issue or pull request were closed, or a person did something else. */
export type CancelledBy = 'label' | 'closed' | 'person';

export type NoPrReason =
  | 'escalated' // the agent said, with a reason, that it cannot be done
  | 'gave_up' // the agent ended without a change
  | 'budget'
  | 'refused'
  | 'verifier_red'
  | 'could_not_verify'
  | 'blocked' // what the task needs is not to be had here: a permission, a host, a service, an image, an answer
  | 'judge_veto'
  | 'guard_veto'
  | 'cancelled'
  | 'task_changed'
  | 'bad_config'
  | 'repository_gone' // deleted, or the app was taken from it
  | 'read_only' // archived
  | 'infra';

export type RunState =
  | 'queued'
  /** An attempt is under way. */
  | 'working'
  /** The pull request is open; the outer loop has it. */
  | 'watching'
  | 'ended';

/** One run. Everything needed to go on after a crash is in here, its attempt and its turns. */
export interface Run {
  id: string;
  repo: Repo;
  issue: number;
  trigger: Trigger;
  task: Task;
  state: RunState;
  outcome: Outcome | null;
  /** Fixed at the start and never changed. */
  branch: string;
  baseBranch: string | null;
  baseSha: string | null;
  prNumber: number | null;
  /** The last commit we pushed. */
  headSha: string | null;
  statusCommentId: number | null;
  /** What the last look at the pull request's CI saw, and since when. */
  watched: Watched | null;
  /** Set from outside; whoever works on the run aborts and ends it. */
  cancel: string | null;
  /** What asked for that; null where nothing did, or before this was kept. */
  cancelBy: CancelledBy | null;
  /** When a person last asked it to go on after it had ended; null when nobody did. */
  resumedAt: Date | null;
  /** Somebody put the hold label on since it was last seen to be gone. */
  held: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** Times in ms since the epoch. */
export interface Watched {
  sha: string;
  digest: string;
  pushedAt: number;
  /** 0 until CI was seen to change. */
  ciChangedAt: number;
  /** How each completed check ended at the last look, and those that have ended both ways on this commit. */
  ended?: Record<string, string>;
  flipped?: string[];
  /** The base branch's head, while we wait for it to be green. */
  awaitedBase?: string;
  /** When the pull request was last written to, at the last look for what people ask there. */
  askedUntil?: string;
  /** Since when the draft is taken away so that CI may begin; `done` is false until GitHub has done it. */
  readied?: { at: number; done: boolean };
}

/** What somebody who may write asks for on the pull request. Texts are foreign data. */
export interface Wish {
  by: string;
  source: { kind: 'comment' | 'thread' | 'review'; id: number };
  text: string;
  /** A review's remarks on lines. */
  threads: readonly { id: number; path: string; line: number | null; body: string }[];
}

/** What became of a request of the agent's. */
export interface RequestAnswer {
  verdict: 'allow' | 'deny' | 'impossible';
  /** A login, or null for policy. */
  by: string | null;
  /** A person's words, foreign; or ours. */
  words: string;
  /** The comment that answers a question, where one does. */
  commentId?: number;
}

/** What a run's agent asked for, and what became of it. */
export interface AskedFor {
  key: string;
  request: Request;
  askedAt: Date;
  /** The comment that asks people; null where nobody was asked, or not yet. */
  commentId: number | null;
  answer: RequestAnswer | null;
}

/** One agent session. `stage` tells a restarted worker where to go on. */
export interface Attempt {
  runId: string;
  /** From 1. 0 is the session that only reads, and plans; it ends `planned` or `failed`. */
  number: number;
  /** The commit whose tree the attempt starts from. */
  startSha: string;
  /** A commit of the base branch that this attempt merges in; null for one that only changes code. */
  mergeSha: string | null;
  feedback: Feedback[];
  stage: 'agent' | 'gate' | 'publish' | 'published' | 'failed' | 'planned';
  rounds: number;
  spent: Spent;
  /** The tree to go on with, as a zlib-compressed patch against base; null before the first change. */
  patch: Buffer | null;
  tree: string | null;
  /** The agent's last words, for the pull request. Foreign data. */
  summary: string | null;
  gate: GateReport | null;
  commitSha: string | null;
  createdAt: Date;
}

/** Bound to exactly one tree and one base: publishing anything else needs another. */
export interface GateReport {
  tree: string;
  baseSha: string;
  passed: boolean;
  unverified: boolean;
  plan: Plan;
  /** The tree's own plan, where the task asks for a change of what checks it; both were carried out. */
  treePlan?: Plan;
  findings: Finding[];
  reports: Report[];
  /** The task is a fix, and of the tests that the change brings some fail on base. Absent where that is not known. */
  testsFailOnBase?: true;
  /** Which changed lines no test ran, where a tool could tell. It blocks nothing. */
  changedLines?: ChangedLines;
  verdict: Verdict | null;
  /** How the judge was heard. Absent in reports from before there were levels: a veto blocked. */
  judge?: {
    level: JudgeLevel;
    /** Why there is no verdict, where one was wanted and could be done without. */
    failed?: string;
    /** Somebody stands for the change against the verdict. `why` is foreign. */
    overruled?: { by: string; why: string };
  };
  /** Why it did not pass, in the order the gate looks. */
  failedAt: 'guards' | 'verifiers' | 'judge' | null;
}

/** A line of the run's timeline: what people see live, in the demo, the status comment and the dashboard. */
export interface RunEvent {
  runId: string;
  at: Date;
  attempt: number;
  kind: RunEventKind;
  /** One line of our own words (foreign parts already redacted and cut). */
  text: string;
  data?: unknown;
}

export type RunEventKind =
  | 'acknowledged'
  | 'waiting'
  | 'cloned'
  | 'baseline'
  | 'attempt_started'
  | 'turn'
  | 'tool'
  | 'verify'
  | 'gate_guards'
  | 'gate_verifiers'
  | 'gate_judge'
  | 'published'
  | 'pull_request'
  | 'ci'
  | 'rerun'
  | 'escape'
  | 'repair'
  | 'ready'
  | 'resumed'
  /** Somebody wants something done with the run, on the dashboard or at a terminal. */
  | 'ordered'
  | 'handed_over'
  | 'ended'
  /** What became of the change after the end. */
  | 'aftermath';

/**
 * What is stored of the conversation, in order. A `user` entry is feedback we sent; an `intent` is written before
 * tools run, so that a restarted worker can tell the model which call was interrupted.
 */
export type StoredTurn =
  | { kind: 'user'; message: import('../agent/types.ts').Message }
  | { kind: 'intent'; reply: import('../agent/types.ts').ModelReply }
  | { kind: 'turn'; turn: Turn };
