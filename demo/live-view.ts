import { type AppLine, readAppLine } from './app-log.ts';
import { type NewsKey, newsBetween } from './github-news.ts';
import type { GitHubState } from './github-state.ts';
import type { Terminal, Tone } from './terminal.ts';
import { isMilestone, type Moment } from './timeline.ts';

/** Who speaks in a line of the app's timeline. What is left out is seen on GitHub itself. */
const SPEAKER: Readonly<Record<string, string>> = {
  waiting: 'Fettle',
  cloned: 'Fettle',
  baseline: 'Fettle',
  attempt_started: 'Fettle',
  verify: 'verifier',
  gate_guards: 'gate',
  gate_verifiers: 'gate',
  gate_judge: 'gate',
  repair: 'Fettle',
  resumed: 'Fettle',
  handed_over: 'Fettle',
  ended: 'Fettle',
};

/** Prints one line for each thing that happens, whoever tells of it, and remembers what the table at the end needs. */
export class LiveView {
  readonly news = new Set<NewsKey>();
  readonly moments: Moment[] = [];
  /** The app says that its run has ended. */
  ended = false;
  /** The scripted model got something else than its story expects. */
  complained = false;
  readonly #to: Terminal;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** Tool calls of the turn that is being told. */
  #tools: string[] = [];
  #closed = false;
  /** What was quoted last: the same report twice in a row is shown once. */
  #quoted = '';

  constructor(to: Terminal, now: () => number) {
    this.#to = to;
    this.#now = now;
    this.#startedAt = now();
  }

  elapsed(): number {
    return this.#now() - this.#startedAt;
  }

  say(who: string, text: string, tone: Tone = 'plain'): void {
    this.#to.step(this.elapsed(), who, text, tone);
  }

  github(before: GitHubState | null, after: GitHubState, app: string): void {
    for (const { key, text, tone } of newsBetween(before, after, app)) {
      this.say('GitHub', text, tone);
      if (key !== null) {
        this.news.add(key);
        this.#mark(text);
      }
    }
  }

  complaint(line: string): void {
    if (this.complained) this.#to.quote(line);
    else this.say('model', line, 'bad');
    this.complained = true;
  }

  /** Whatever still comes is not shown: somebody has said how it ended. */
  close(): void {
    this.#closed = true;
  }

  /** A line of the app's log. */
  app(line: string): void {
    if (this.#closed) return;
    const told = readAppLine(line);
    if (told === null) return;
    if (told.detail !== null) this.#quote(told.detail);
    else this.#tell(told);
  }

  #tell({ kind, text }: AppLine): void {
    if (isMilestone(kind, text)) this.#mark(text);
    if (kind === 'ended') this.ended = true;
    if (kind === 'tool') {
      this.#tools.push(text);
      return;
    }
    if (kind === 'turn') {
      const number = /^Turn (\d+)/.exec(text)?.[1] ?? '?';
      const did = this.#tools.length > 0 ? this.#tools : [text.replace(/^Turn \d+: /, '')];
      for (const each of did) this.say('agent', `turn ${number}: ${each}`, toneOf(kind, each));
      this.#tools = [];
      return;
    }
    const who = SPEAKER[kind];
    if (who !== undefined) this.say(who, text, toneOf(kind, text));
  }

  #quote(text: string): void {
    if (text === '' || text === this.#quoted) return;
    this.#quoted = text;
    this.#to.quote(text);
  }

  #mark(text: string): void {
    this.moments.push({ ms: this.elapsed(), text });
  }
}

function toneOf(kind: string, text: string): Tone {
  if (/\b(?:failed|vetoes|objections|could not run|NOT PASSED)\b/.test(text)) return 'bad';
  if (kind === 'verify' || kind.startsWith('gate_')) return 'good';
  return 'plain';
}
