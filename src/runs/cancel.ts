import type { RunStore } from './run-store.ts';

const POLL_MS = 400;

/** Why a run was aborted, as the reason of its abort signal. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The hold label is on: the run goes on where it stood when it is taken off. */
export class Held extends Error {
  override readonly name = 'Held';
}

/**
 * Tells the runs under way in this process that somebody asked to cancel or to hold them. The request itself is in the database,
 * since whoever heard of it is often another process; one cheap query serves all runs of this worker.
 */
export class CancelWatch {
  readonly #store: RunStore;
  readonly #running = new Map<string, AbortController>();
  #timer: NodeJS.Timeout | null = null;

  constructor(store: RunStore) {
    this.#store = store;
  }

  /** Carries out `work` with a signal that aborts when `outer` does or when the run is to be cancelled. */
  async during<T>(runId: string, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#running.set(runId, controller);
    this.#timer ??= setInterval(() => void this.#look(), POLL_MS);
    try {
      return await work(AbortSignal.any([outer, controller.signal]));
    } finally {
      this.#running.delete(runId);
      if (this.#running.size === 0 && this.#timer !== null) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
    }
  }

  async #look(): Promise<void> {
    // A database that is away for a moment is asked again at the next tick.
    const asked = await this.#store.cancelled([...this.#running.keys()]).catch(() => []);
    for (const { id, why } of asked)
      this.#running.get(id)?.abort(why === null ? new Held('on hold') : new Cancelled(why));
  }
}
