import { describeError } from '../errors.ts';
import { statusComment, statusMarker } from '../github/texts.ts';
import type { GitHubApp } from '../github/types.ts';
import { firstLine } from '../text/clip.ts';
import { type Redactor, redactAll } from '../text/redact.ts';
import type { Log } from './parts.ts';
import type { Run, RunEvent, RunEventKind } from './types.ts';
import type { RunStore } from './run-store.ts';

/** GitHub's secondary limits dislike more than about one write a second; people read no faster than this. */
const QUIET_MS = 5_000;

export interface StatusBoardParts {
  store: RunStore;
  github: GitHubApp;
  redact: Redactor;
  log: Log;
  now: () => number;
  /** Hears every line that is said, for those who count. */
  heard?: (run: Run, event: RunEvent) => void;
}

/**
 * What people see of runs: every event goes to the timeline at once, and into the one status comment, edited at most
 * every few seconds. The comment is a view: a lost edit costs nothing and never stops a run.
 */
export class StatusBoard {
  readonly #parts: StatusBoardParts;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  readonly #writing = new Map<string, Promise<void>>();
  readonly #lastWrite = new Map<string, number>();

  constructor(parts: StatusBoardParts) {
    this.#parts = parts;
  }

  /** Adds a line to the run's timeline. Returns at once; the order of events is kept. */
  say(run: Run, attempt: number, kind: RunEventKind, text: string, data?: unknown): void {
    const { store, redact, now, log } = this.#parts;
    const event: RunEvent = {
      runId: run.id,
      at: new Date(now()),
      attempt,
      kind,
      text: firstLine(redact(text), 300),
      ...(data === undefined ? {} : { data: redactAll(data, redact) }),
    };
    log.info({ run: run.id, kind }, event.text);
    // What stands behind a line can be long: a report's text, a verdict. `npm run demo` shows some of it.
    if (event.data !== undefined) log.debug({ run: run.id, kind, data: event.data }, event.text);
    this.#parts.heard?.(run, event);
    this.#queue(run.id, () => store.addEvent(event));
    if (this.#pending.has(run.id)) return;
    const wait = Math.max(0, (this.#lastWrite.get(run.id) ?? 0) + QUIET_MS - now());
    this.#pending.set(
      run.id,
      setTimeout(() => {
        this.#pending.delete(run.id);
        this.#queue(run.id, () => this.#write(run.id));
      }, wait),
    );
  }

  /** Writes what is waiting, at once: for the first word and the last. */
  async flush(run: Run): Promise<void> {
    clearTimeout(this.#pending.get(run.id));
    this.#pending.delete(run.id);
    this.#queue(run.id, () => this.#write(run.id));
    await this.#writing.get(run.id);
    if (run.state === 'ended') {
      this.#lastWrite.delete(run.id);
      this.#writing.delete(run.id);
    }
  }

  /** On stop: everything that was said is in the database and on GitHub. */
  async close(): Promise<void> {
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    await Promise.all(this.#writing.values());
  }

  #queue(runId: string, work: () => Promise<void>): void {
    const before = this.#writing.get(runId) ?? Promise.resolve();
    const after = before.then(work).catch((error: unknown) => {
      this.#parts.log.warn({ run: runId, error: describeError(error) }, 'could not write the status');
    });
    this.#writing.set(runId, after);
  }

  async #write(runId: string): Promise<void> {
    const { store, github, redact, now } = this.#parts;
    const run = await store.get(runId);
    if (run === null) return;
    this.#lastWrite.set(runId, now());
    const [events, attempts] = await Promise.all([store.events(runId), store.attempts(runId)]);
    const body = statusComment({ run, events, attempts, redact });
    const id = await github.for(run.repo).upsertComment(run.issue, statusMarker(runId), body, run.statusCommentId);
    if (id !== run.statusCommentId) await store.update(runId, { statusCommentId: id });
  }
}
