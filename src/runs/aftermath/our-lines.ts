import type { DiffFile } from '../../guards/types.ts';
import { movesOf, type Place } from './line-moves.ts';
import { bare, counts } from './line-text.ts';

/** A line of a change of ours, wherever it stands now. `text` is without white space. */
export interface OurLine {
  text: string;
}

/** What a commit did to lines of ours. */
export interface Done {
  lost: OurLine[];
  /** Lost before, and there again now. */
  returned: OurLine[];
}

/**
 * Follows the lines that a change added through the commits that came after it: past changes above them, renames of their
 * file and moves to another place. Lines that only have other white space are the same lines.
 */
export class OurLines {
  readonly #at = new Map<string, Map<number, OurLine>>();
  readonly #gone = new Set<OurLine>();
  /** Every path at which one of them ever stood. */
  readonly paths = new Set<string>();
  readonly total: number;

  constructor(change: readonly DiffFile[]) {
    let total = 0;
    for (const file of change) {
      this.paths.add(file.path);
      for (const { line, text } of file.hunks.flatMap((hunk) => hunk.added)) {
        if (!counts(text)) continue;
        this.#put({ path: file.path, line }, { text: bare(text) });
        total += 1;
      }
    }
    this.total = total;
  }

  /** Commits must come in their order, each with its whole diff. */
  through(diff: readonly DiffFile[]): Done {
    const { to, added } = movesOf(diff);
    const before = [...this.#at].flatMap(([path, lines]) =>
      [...lines].map(([line, ours]) => ({ place: { path, line }, ours })),
    );
    this.#at.clear();
    const lost: OurLine[] = [];
    const kept: { place: Place; ours: OurLine }[] = [];
    for (const { place, ours } of before) {
      const next = to(place);
      if (next === null) lost.push(ours);
      else kept.push({ place: next, ours });
    }
    for (const { place, ours } of kept) this.#put(place, ours);
    const found = (ours: OurLine): boolean => {
      const place = added.get(ours.text)?.pop();
      if (place !== undefined) this.#put(place, ours);
      return place !== undefined;
    };
    const reallyLost = lost.filter((ours) => !found(ours));
    const returned = [...this.#gone].filter(found);
    for (const ours of returned) this.#gone.delete(ours);
    for (const ours of reallyLost) this.#gone.add(ours);
    return { lost: reallyLost, returned };
  }

  #put({ path, line }: Place, ours: OurLine): void {
    this.paths.add(path);
    const lines = this.#at.get(path) ?? new Map<number, OurLine>();
    lines.set(line, ours);
    this.#at.set(path, lines);
  }
}
