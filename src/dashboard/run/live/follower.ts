import type { Numbered } from '../../../runs/views/timeline.ts';

/**
 * Lines are numbered when they are written, but two processes that write at the same moment may be seen in the other
 * order: as many of the last lines are looked at again.
 */
const AGAIN = 8;

/** Knows which lines of a timeline somebody was told, so that each is told once and none is left out. */
export class Follower {
  /** Lines up to this one are of the past. */
  #past: bigint;
  /** Told lines after that, in the order in which they were told. */
  readonly #told = new Set<string>();

  constructor(after: string) {
    this.#past = BigInt(after);
  }

  /** Lines after this one have to be looked at. */
  get from(): bigint {
    return this.#past;
  }

  /** Those of these lines that are new, which are then told. */
  fresh(lines: readonly Numbered[]): Numbered[] {
    const fresh = lines.filter(({ id }) => BigInt(id) > this.#past && !this.#told.has(id));
    for (const { id } of fresh) this.#told.add(id);
    for (const id of [...this.#told].sort(byNumber).slice(0, -AGAIN)) {
      this.#told.delete(id);
      this.#past = BigInt(id);
    }
    return fresh;
  }
}

const byNumber = (a: string, b: string): number => (BigInt(a) < BigInt(b) ? -1 : 1);
