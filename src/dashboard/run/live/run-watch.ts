import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeError } from '../../../errors.ts';
import { type RunHead, runHead } from '../../../runs/views/run-head.ts';
import { MOST_LINES, type Numbered, timelineAfter } from '../../../runs/views/timeline.ts';
import { listen } from '../../../store/listen.ts';
import type { Database } from '../../../store/types.ts';
import { Follower } from './follower.ts';

/** Between two looks at one run, however much happens in it, ms. */
const QUIET_MS = 250;

export interface News {
  /** New lines of the timeline, oldest first. */
  lines: readonly Numbered[];
  head: RunHead;
  /** There are more lines already, so this is not the last news of a run that has ended. */
  more: boolean;
}

interface Watched {
  watchers: Set<{ follower: Follower; tell: (news: News) => void }>;
  reading: boolean;
  again: boolean;
}

/**
 * Tells everybody in this process who watches runs what is new in them: one connection that listens, as long as somebody
 * watches, and one look at a run for all of its watchers, however many there are.
 */
export class RunWatch {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #runs = new Map<string, Watched>();
  #stopListening: (() => Promise<void>) | null = null;

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  get watchers(): number {
    return [...this.#runs.values()].reduce((sum, { watchers }) => sum + watchers.size, 0);
  }

  /** Tells what is new after this line of a run, until it is ended by what is returned. `tell` must return at once. */
  watch(runId: string, after: string, tell: (news: News) => void): () => void {
    const watched = this.#runs.get(runId) ?? { watchers: new Set(), reading: false, again: false };
    this.#runs.set(runId, watched);
    const watcher = { follower: new Follower(after), tell };
    watched.watchers.add(watcher);
    this.#stopListening ??= this.#listen();
    this.#look(runId);
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size === 0 && this.#runs.get(runId) === watched) this.#runs.delete(runId);
      if (this.#runs.size > 0) return;
      void this.#stopListening?.();
      this.#stopListening = null;
    };
  }

  #listen(): () => Promise<void> {
    const heard = (runId: string) => this.#look(runId);
    const missed = () => {
      for (const runId of this.#runs.keys()) this.#look(runId);
    };
    return listen(this.#database, { channel: 'fettle_run', name: 'fettle dashboard', heard, missed }, this.#log);
  }

  #look(runId: string): void {
    const watched = this.#runs.get(runId);
    if (watched === undefined) return;
    watched.again = true;
    if (watched.reading) return;
    watched.reading = true;
    this.#read(runId, watched)
      .catch((error: unknown) => this.#log.warn({ run: runId, error: describeError(error) }, 'could not look at a run'))
      .finally(() => {
        watched.reading = false;
      });
  }

  async #read(runId: string, watched: Watched): Promise<void> {
    const { pool } = this.#database;
    while (watched.again && watched.watchers.size > 0) {
      watched.again = false;
      const from = [...watched.watchers].map(({ follower }) => follower.from);
      const least = from.reduce((a, b) => (b < a ? b : a));
      // Asked first: whatever was said before a run ended is then among the lines.
      const head = await runHead(pool, runId);
      if (head === null) return;
      const lines = await timelineAfter(pool, runId, String(least));
      const more = lines.length === MOST_LINES;
      for (const { follower, tell } of watched.watchers) tell({ lines: follower.fresh(lines), head, more });
      watched.again ||= more;
      await delay(QUIET_MS, undefined, { ref: false });
    }
  }
}
