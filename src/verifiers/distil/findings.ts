import { PLACED, isVerdict, withoutDuration } from './error-score.ts';
import type { Finding } from './finding.ts';
import { shape } from './finding.ts';

/** Full findings that are kept; beyond it only the newest few are, and the rest is counted. */
const HEAD = 600;
const TAIL = 200;

const MAX_BODY = 26;

export interface Counted extends Finding {
  /** How often the same was said. */
  times: number;
}

/** Lines that differ in numbers say the same, unless a number can be part of a test's name. */
const generic = (title: string): string => (isVerdict(title) ? withoutDuration(title) : shape(title));

/** Holds what readers found, in bounded memory: same things once, the first and the last of many. */
export class Findings {
  readonly #known = new Map<string, Counted>();
  readonly #tail: Counted[] = [];
  /** Distinct findings that found no room. */
  dropped = 0;
  /** How often what was added last has been said. */
  timesOfLast = 0;

  add(finding: Finding): void {
    const own = finding.score === undefined ? `${finding.tool}|${finding.title}` : generic(finding.title);
    const key = finding.lane ? `${finding.lane}|${own}` : own;
    const known = this.#known.get(key);
    if (known) {
      known.times += 1;
      this.timesOfLast = known.times;
      // Said twice, the second time with more: a summary, or the same file under another rule.
      const other = finding.line !== undefined || PLACED.test(finding.title);
      const again = other && finding.title !== known.title ? [finding.title] : [];
      const news = [...again, ...finding.body].filter((line) => !known.body.includes(line));
      if (known.body.length < MAX_BODY) known.body.push(...news.slice(0, MAX_BODY - known.body.length));
      return;
    }
    const counted = { ...finding, body: [...finding.body], times: 1 };
    this.timesOfLast = 1;
    if (this.#known.size < HEAD) {
      this.#known.set(key, counted);
      return;
    }
    this.#tail.push(counted);
    if (this.#tail.length > TAIL) {
      this.#tail.shift();
      this.dropped += 1;
    }
  }

  get all(): Counted[] {
    return [...this.#known.values(), ...this.#tail];
  }
}
