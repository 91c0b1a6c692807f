const TASK = 'test|build|lint|check|typecheck|type-check|format|compile|verify|start|dev|serve|e2e|unit|ci|coverage';

/**
 * What runners of several tasks put before each line: turbo `@a/web:test: `, pnpm `packages/web test: `, lerna `@a/web: `,
 * concurrently `[0] `, docker compose and foreman `web-1  | `, BuildKit `#9 1.234 `. The group is the lane's name.
 */
const FORMS = new RegExp(
  [
    String.raw`#(?<step>\d{1,3}) \d+\.\d+ `,
    String.raw`\[(?<bracket>\d{1,3}|@[\w.-]+\/[\w.-]+|[\w@.\/-]+:(?:${TASK})[\w:.-]*)\]:? `,
    String.raw`(?<scoped>@[\w.-]+\/[\w.-]+(?:[:#][\w:.-]+)?): `,
    String.raw`(?<task>[\w.\/-]+[:#](?:${TASK})[\w:.-]*): `,
    String.raw`(?<pnpm>[\w.\/-]+ (?:${TASK})[\w:.-]*): `,
    String.raw`(?<piped>[A-Za-z][\w.@\/-]*?) *\| `,
  ]
    .map((form) => `^${form}`)
    .join('|'),
);
/** The same where the line is empty but for the prefix. */
const BARE = /[:\]|]$|^#\d+ \d+\.\d+$/;
/** These cannot be anything else. */
const SURE = /^(?:#|@[\w.-]+\/[\w.-]+[:#])/;

const MAX_LANES = 40;
/** Longer names are none. */
const MAX_NAME = 80;
const MAX_ASKED = 3;
/** Lines before a first sight in which the prefix must have stood too. */
export const WITNESSES = 24;

/** Tells the lanes of a log apart. A prefix counts once it has been seen on two lines near each other. */
export class Prefixes {
  readonly #known = new Set<string>();
  /** Prefixes that stood alone, and how often that was looked up. */
  readonly #alone = new Map<string, number>();

  /** `lane` is '' for a line of the log itself; `fresh` when it has just been understood that there is one. `earlier` gives cleaned lines, the last one first. */
  split(line: string, earlier: () => Iterable<string>): { lane: string; text: string; fresh?: true } {
    const found = this.#prefix(line);
    if (!found) return { lane: '', text: line };
    if (!this.#known.has(found.lane) && !SURE.test(line)) {
      const asked = this.#alone.get(found.lane) ?? 0;
      if (asked > MAX_ASKED) return { lane: '', text: line };
      let witnessed = false;
      for (const one of earlier()) witnessed ||= this.#prefix(one)?.lane === found.lane;
      if (!witnessed) {
        this.#alone.set(found.lane, asked + 1);
        return { lane: '', text: line };
      }
      this.#known.add(found.lane);
      return { ...found, fresh: true };
    }
    this.#known.add(found.lane);
    return this.#known.size > MAX_LANES ? { lane: '', text: found.text } : found;
  }

  /** The same for a line that is looked back at: only lanes that are known count. */
  again(line: string): { lane: string; text: string } {
    const found = this.#prefix(line);
    return found && this.#known.has(found.lane) ? found : { lane: '', text: line };
  }

  get any(): boolean {
    return this.#known.size > 0;
  }

  #prefix(line: string): { lane: string; text: string } | null {
    const first = line.charCodeAt(0);
    // A letter, `#`, `@` or `[`: nothing else opens a prefix.
    const letter = (first | 32) >= 97 && (first | 32) <= 122;
    if (!letter && first !== 35 && first !== 64 && first !== 91) return null;
    if (letter) {
      const colon = line.indexOf(':');
      const pipe = line.indexOf('|');
      if ((colon < 0 || colon > MAX_NAME) && (pipe < 0 || pipe > MAX_NAME)) return null;
    }
    const match = FORMS.exec(BARE.test(line) ? `${line} ` : line);
    if (!match) return null;
    const lane = match[0].trim().startsWith('#') ? `#${match.groups?.step}` : nameIn(match);
    return { lane, text: line.slice(match[0].length) };
  }
}

function nameIn(match: RegExpExecArray): string {
  const { bracket, scoped, task, pnpm, piped } = match.groups ?? {};
  return bracket ?? scoped ?? task ?? pnpm ?? piped ?? '';
}
