import type { Pool, PoolClient } from 'pg';

/** An open database: embedded or the operator's own, the same from here on. */
export interface Database {
  readonly pool: Pool;
  /** For other processes and for pg-boss. */
  readonly connectionString: string;
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A head, branch, issue or pull request of one repository; the first three matter while a run of it is not ended. */
export type Concern = { owner: string; name: string } & (
  | { sha: string }
  | { branch: string; pullRequest?: number; followed?: number }
  | { issue: number }
  | { pullRequest: number }
  /** The pull request or issue of a run that has ended. */
  | { followed: number }
);

/** `repeated`: this id was there already. `unconcerned`: no run is concerned, so nothing was stored. */
export type Added = 'stored' | 'repeated' | 'unconcerned';

/** Deliveries: stored before GitHub gets its answer, turned into jobs by a relay. */
export interface DeliveryStore {
  /** With a concern it is only stored when there is a run of that. Many in flight share one commit. */
  add(delivery: { id: string; event: string; payload: unknown; concern: Concern | null }): Promise<Added>;
  /** Deliveries no relay has handled yet, oldest first, locked for this caller until `handle` settles. */
  relay(
    limit: number,
    handle: (delivery: { id: string; payload: unknown; receivedAt: Date }) => Promise<void>,
  ): Promise<number>;
  /** Forgets deliveries that were handled longer ago than this. Returns how many. */
  prune(olderThanMs: number): Promise<number>;
}

/** What verification remembers, by scope: one repository with one image. */
export interface VerifiedStore {
  of(scope: string): { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> };
  /** Forgets what nobody asked for in this time. Returns how many. */
  prune(unusedForMs: number): Promise<number>;
}

/** One job a run at a time, at most one more waiting; at least once. */
export interface RunQueue {
  start(): Promise<void>;
  /** "Look at this run": coalesced with a look that is already waiting. `afterMs` delays it. */
  look(runId: string, afterMs?: number): Promise<void>;
  /**
   * Starts carrying out looks, `concurrency` at once in this process. `handle`'s signal aborts on stop and when the job is
   * lost. `abandoned` is called for a run whose worker died, while nobody can take the run up.
   */
  work(
    concurrency: number,
    on: {
      handle: (runId: string, signal: AbortSignal) => Promise<void>;
      abandoned?: (runId: string) => Promise<void>;
    },
  ): Promise<void>;
  /** Calls `work` with those of these runs that nobody carries out, and keeps it so until it settles. */
  whileIdle<T>(runIds: readonly string[], work: (idle: ReadonlySet<string>) => Promise<T>): Promise<T>;
  stop(graceMs: number): Promise<void>;
}
