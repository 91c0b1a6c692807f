import type { Feedback, Spent } from '../agent/types.ts';
import type { Repo } from '../github/types.ts';
import type { AftermathNews } from './aftermath/aftermath-store.ts';
import type { ArmStore } from './arm-store.ts';
import type { LabelStore } from './label-store.ts';
import type { PlanStore } from './plan/plan-store.ts';
import type { RawLogStore } from './raw-logs/raw-log-store.ts';
import type { RecordStore } from './record-store.ts';
import type { RequestStore } from './requests/request-store.ts';
import type { Attempt, CancelledBy, Run, RunEvent, StoredTurn, Task, Trigger, Wish } from './types.ts';

/** Durable counters, each its own budget; keyed by head commit where that matters. */
export type BudgetKind = 'repair' | 'flake_rerun' | 'infra_rerun' | 'infra_retry' | 'base_red' | 'base_merge';

/** Runs in the database. Every write is one transaction. */
export interface RunStore
  extends RequestStore,
    ArmStore,
    RecordStore,
    LabelStore,
    RawLogStore,
    PlanStore,
    AftermathNews {
  /** Starts a run unless one with this trigger key, or an unended one of this issue, exists; then that one is returned. */
  create(run: {
    repo: Repo;
    issue: number;
    trigger: Trigger;
    task: Task;
    branch: (runId: string) => string;
  }): Promise<{ run: Run; created: boolean }>;
  get(id: string): Promise<Run | null>;
  /** The unended run of an issue, or of a pull request. */
  activeFor(repo: Repo, issueOrPr: number): Promise<Run | null>;
  /** Unended runs whose branch, or last head, this is. */
  activeByBranch(repo: Repo, branch: string): Promise<Run[]>;
  activeBySha(repo: Repo, sha: string): Promise<Run[]>;
  active(): Promise<Run[]>;
  update(
    id: string,
    change: Partial<
      Pick<Run, 'state' | 'outcome' | 'baseBranch' | 'baseSha' | 'prNumber' | 'headSha' | 'statusCommentId' | 'watched'>
    >,
  ): Promise<Run>;
  /** The newest run whose pull request this is, ended or not. */
  latestFor(repo: Repo, pr: number): Promise<Run | null>;
  /** Keeps what somebody asks for; null for what asks for no change of its own. False when it is there already. */
  addWish(runId: string, key: string, wish: Wish | null): Promise<boolean>;
  /** Whether something with this key was asked before. */
  hasWish(runId: string, key: string): Promise<boolean>;
  /** Wishes that no attempt up to this number has taken, oldest first. */
  openWishes(runId: string, latestAttempt: number): Promise<{ key: string; wish: Wish }[]>;
  takeWishes(runId: string, keys: readonly string[], attempt: number): Promise<void>;
  wishesOf(runId: string, attempt: number): Promise<Wish[]>;
  /**
   * A person wants the run to go on: it is watched again, its budgets are full, and nothing asks to cancel it. `own`
   * replaces head and base where the head is a person's. Null when another run of the issue is active by now.
   */
  resume(id: string, own: { headSha: string; baseSha: string } | null): Promise<Run | null>;
  /** Runs that have ended with this head in a way that a late word of CI may change. */
  reopenableBySha(repo: Repo, sha: string): Promise<Run[]>;
  /** An ended run is watched again, with what it has spent. Null when it is not ended, or another one is active by now. */
  reopen(id: string): Promise<Run | null>;
  /** The repository has another name now. False when another run of the same issue is active under that name. */
  move(id: string, to: { owner: string; name: string }): Promise<boolean>;
  requestCancel(id: string, why: string, by: CancelledBy): Promise<void>;
  /** Whatever is under way stops, until it is let go on. */
  hold(id: string, held: boolean): Promise<void>;
  /** Of these runs, those with a cancel request, and those that are held (`why` null). */
  cancelled(ids: readonly string[]): Promise<{ id: string; why: string | null }[]>;
  /** What the run asked of people under this key: the comment that asks, and who answered. Null when it did not ask. */
  question(runId: string, key: string): Promise<{ commentId: number; askedAt: Date; answeredBy: string | null } | null>;
  askedIn(runId: string, key: string, commentId: number): Promise<void>;
  answered(runId: string, key: string, by: string): Promise<void>;
  latestAttempt(runId: string): Promise<Attempt | null>;
  attempts(runId: string): Promise<Attempt[]>;
  startAttempt(attempt: {
    runId: string;
    number: number;
    startSha: string;
    mergeSha?: string | null;
    feedback: Feedback[];
    spent: Spent;
  }): Promise<Attempt>;
  updateAttempt(
    runId: string,
    number: number,
    change: Partial<Omit<Attempt, 'runId' | 'number' | 'createdAt'>>,
  ): Promise<void>;
  /** Stores a turn, what was spent, and the tree after it, together. `seq` counts from 0 within the attempt. */
  recordTurn(
    runId: string,
    attempt: number,
    seq: number,
    turn: StoredTurn,
    after: { spent: Spent; patch: Buffer | null; tree: string | null },
  ): Promise<void>;
  turns(runId: string, attempt: number): Promise<StoredTurn[]>;
  addEvent(event: RunEvent): Promise<void>;
  events(runId: string): Promise<RunEvent[]>;
  /** Counts one more unless `limit` is reached already. Returns whether it was counted. Safe under concurrency. */
  spend(runId: string, kind: BudgetKind, headSha: string | null, limit: number, key: string): Promise<boolean>;
  spentOf(runId: string, kind: BudgetKind, headSha: string | null): Promise<number>;
  /** What all runs of a repository have cost in the last 24 hours, in US dollars. */
  costOfDay(repo: Repo): Promise<number>;
}
