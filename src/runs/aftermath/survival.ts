import type { DiffFile } from '../../guards/types.ts';
import { bare, counts } from './line-text.ts';
import { type OurLine, OurLines } from './our-lines.ts';
import { nameOfRevert, saysItReverts } from './revert-words.ts';

/**
 * A change counts as reworked when people have rewritten this share of its lines, and at least so many of them. Below that
 * stands the ordinary next change nearby: a name, a message, a constant. See `docs/outcomes.md`.
 */
export const REWORKED = { share: 0.3, lines: 3 } as const;

/** Of what a change did, a commit that takes this much back, and does little else, reverts it whatever it says. */
const UNDONE_SHARE = 0.8;
/** One that says that it reverts the change may leave some of it: conflicts, what others need by now. */
const SAID_SHARE = 0.5;
/** What else a commit may do, as a share of what it takes back. */
const ELSE_SHARE = 0.2;

/** A commit on the base branch, after the change. */
export interface LaterCommit {
  sha: string;
  /** When it came to the base branch, ms since the epoch. */
  at: number;
  /** Its own message, and those of the commits that it brought along. */
  messages: readonly string[];
  /** Somebody made it who is neither a bot nor us. */
  byPeople: boolean;
  diff: readonly DiffFile[];
}

/** A change of ours as it came to the base branch. */
export interface MergedChange {
  /** Everything a person may name who reverts it: the merge and its commits, full ids. */
  commits: readonly string[];
  pull: { owner: string; name: string; number: number };
  diff: readonly DiffFile[];
}

/** How much of a change is still there. Times are ms since the epoch. */
export interface Survival {
  /** Null where they are not to be counted, since not all of them are ours. */
  addedLines: number | null;
  reworkedLines: number;
  /** When it came to count as reworked; null while it does not. */
  reworkedAt: number | null;
  reverted: { by: string; at: number } | null;
}

/** Looks at the commits that came after a change, one by one and in their order. */
export class Surviving {
  readonly #change: MergedChange;
  readonly #lines: OurLines;
  /** Texts of lines that the change took away, by how many are away. */
  readonly #removed = new Map<string, number>();
  readonly #size: number;
  readonly #lostTo = new Map<OurLine, LaterCommit>();
  /** Commits that say they take the change back, which may take several of them, and what they have taken so far. */
  #said: { commits: LaterCommit[]; undone: number } = { commits: [], undone: 0 };
  #reverted: { by: readonly LaterCommit[]; last: LaterCommit; undone: number } | null = null;
  #reworkedAt: number | null = null;

  constructor(change: MergedChange) {
    this.#change = change;
    this.#lines = new OurLines(change.diff);
    const removed = change.diff.flatMap(removedIn);
    for (const text of removed) this.#removed.set(text, (this.#removed.get(text) ?? 0) + 1);
    this.#size = this.#lines.total + removed.length;
  }

  /** Commits that touch none of these tell nothing; there may be more of them after each commit. */
  get paths(): readonly string[] {
    return [...this.#lines.paths];
  }

  next(commit: LaterCommit): void {
    const { lost, returned } = this.#lines.through(commit.diff);
    for (const line of lost) this.#lostTo.set(line, commit);
    for (const line of returned) this.#lostTo.delete(line);
    const [added, removed] = [commit.diff.flatMap(addedIn), commit.diff.flatMap(removedIn)];
    const restored = this.#take(added, 'away');
    if (this.#reverted === null) this.#mayRevert(commit, lost.length + restored, added.length + removed.length);
    else {
      const again = returned.length + this.#take(removed, 'back');
      if (again >= this.#reverted.undone * SAID_SHARE) {
        this.#reverted = null;
        this.#said = { commits: [], undone: 0 };
      }
    }
    if (!isRework(this.#lines.total, this.#reworked())) this.#reworkedAt = null;
    else this.#reworkedAt ??= commit.at;
  }

  get result(): Survival {
    const reverted = this.#reverted;
    return {
      addedLines: this.#lines.total,
      reworkedLines: this.#reworked(),
      reworkedAt: this.#reworkedAt,
      reverted: reverted === null ? null : { by: nameOfRevert(reverted.last), at: reverted.last.at },
    };
  }

  #mayRevert(commit: LaterCommit, undone: number, touched: number): void {
    if (undone === 0 && this.#size > 0) return;
    if (saysItReverts(commit.messages, this.#change))
      this.#said = { commits: [...this.#said.commits, commit], undone: this.#said.undone + undone };
    const said = this.#said.commits.at(-1) === commit && this.#said.undone >= this.#size * SAID_SHARE;
    const done = this.#size > 0 && undone >= this.#size * UNDONE_SHARE && touched - undone <= undone * ELSE_SHARE;
    if (said) this.#reverted = { by: this.#said.commits, last: commit, undone: this.#said.undone };
    else if (done) this.#reverted = { by: [commit], last: commit, undone };
  }

  #reworked(): number {
    const reverts = this.#reverted?.by ?? [];
    return [...this.#lostTo.values()].filter((by) => by.byPeople && !reverts.includes(by)).length;
  }

  /** How many of these are lines that the change took away and that are away now (or back, after a revert). */
  #take(texts: readonly string[], are: 'away' | 'back'): number {
    let found = 0;
    for (const text of texts) {
      const away = this.#removed.get(text);
      if (away === undefined || (are === 'away' && away === 0)) continue;
      this.#removed.set(text, away + (are === 'away' ? -1 : 1));
      found += 1;
    }
    return found;
  }
}

export const isRework = (added: number, reworked: number): boolean =>
  reworked >= REWORKED.lines && reworked >= added * REWORKED.share;

const addedIn = (file: DiffFile): string[] => textsOf(file.hunks.flatMap((hunk) => hunk.added));
const removedIn = (file: DiffFile): string[] => textsOf(file.hunks.flatMap((hunk) => hunk.removed));
const textsOf = (lines: readonly { text: string }[]): string[] =>
  lines.filter(({ text }) => counts(text)).map(({ text }) => bare(text));
