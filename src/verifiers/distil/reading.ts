import { clean } from './clean.ts';
import { TestTally } from './counts.ts';
import type { Sink } from './finding.ts';
import { Findings } from './findings.ts';
import { Lane } from './lane.ts';
import { Prefixes, WITNESSES } from './prefix.ts';
import { FAMILIES } from './readers.ts';
import { type Consumer, LOOKBACK, type Reception, Scanner } from './scanner.ts';
import { Steps } from './steps.ts';
import { TAIL_LINES, telling } from './tail.ts';
import { WAKE_WORDS } from './wake.ts';

/** How a process says with what code it ended. */
const EXIT =
  /^(?:\+ exit [1-9]|(?:Got|got|Exited with|exited with|Exit|exit|Process exited with)(?: exit)? (?:code|status):? [1-9]\d*\b|exit status [1-9])/;
const MAX_EXITS = 100;
const ANNOTATION = '##[error]';
/** Then a warning is what made it red. */
const STRICT =
  /Failing due to -Werror|[Ww]arnings?,? (?:being )?treated as errors?|treating warnings as errors|found too many warnings|No fatal warnings|--max-warnings|warnings in strict mode/i;
/** Last lines that are kept of a failed step, and of all failed steps together. */
const STEP_TAIL = 8;
const MAX_ENDS = 24;
/** A line that only looks like an error is looked at so often before its shape is passed by. */
const ENOUGH = 3;

/** Everything that is known while a log is read. */
export class Reading implements Consumer {
  readonly findings = new Findings();
  readonly tools = new Set<string>();
  readonly tally = new TestTally();
  readonly steps = new Steps();
  readonly exits: number[] = [];
  strict = false;
  readonly #scanner: Scanner;
  readonly #sink: Sink;
  readonly #main: Lane;
  readonly #lanes = new Map<string, Lane>();
  readonly #prefixes = new Prefixes();
  /** The last lines of failed steps; of the log, while no step is known to have failed. */
  #ends: string[] = [];
  #lastEnd: string[] | null = null;
  /** First line of the step that is running. */
  #stepFrom = 1;

  constructor() {
    this.#sink = { found: (finding) => this.findings.add(finding), tool: (name) => this.tools.add(name) };
    this.#main = this.#lane('');
    this.#scanner = new Scanner(WAKE_WORDS, this);
  }

  get asleep(): boolean {
    if (!this.#main.idle) return false;
    for (const lane of this.#lanes.values()) if (!lane.idle) return false;
    return true;
  }

  get doubtful(): boolean {
    if (!this.#main.idle && !this.#main.doubtful) return false;
    for (const lane of this.#lanes.values()) if (!lane.idle && !lane.doubtful) return false;
    return true;
  }

  passed(): void {
    // Which lane the line was of is not known; where there are several, their blocks end by themselves.
    if (!this.#prefixes.any) this.#main.close();
  }

  /** Number of the line being read. */
  get at(): number {
    return this.#scanner.at;
  }

  push(chunk: Buffer | string): void {
    this.#scanner.push(chunk);
  }

  end(): void {
    this.#scanner.end();
    for (const lane of [this.#main, ...this.#lanes.values()]) lane.end();
    this.steps.end(this.at);
    for (const tool of this.tally.tools) this.tools.add(tool);
  }

  /** The last lines that mean something: of failed steps where they are known. */
  get ends(): readonly string[] {
    return this.steps.anyFailed ? this.#ends : (this.#lastEnd ?? this.#telling(STEP_TAIL, true));
  }

  /** All lines of a log that is short and has no steps, cleaned; null for others. To be asked at the end. */
  get whole(): readonly string[] | null {
    if (this.#scanner.bytes > LOOKBACK || this.steps.anyFailed || this.steps.tidying) return null;
    return [...this.#cleaned(this.at + 1)].reverse();
  }

  line(raw: string): Reception {
    if (!raw.includes('\r')) return this.#part(raw);
    // A carriage return ends a line too, so that progress bars become lines that can be passed by.
    let reception: Reception = 'dull';
    for (const part of raw.split('\r')) if (part !== '' && this.#part(part) === 'read') reception = 'read';
    return reception;
  }

  #part(raw: string): Reception {
    const line = clean(raw);
    const step = this.steps.read(line, this.at, raw);
    if (step === 'header') {
      this.#stepFrom = this.at + 1;
      return 'read';
    }
    if (step !== null) {
      this.#stepped(step);
      if (!line.startsWith(ANNOTATION)) return 'read';
    }
    if (line.startsWith(ANNOTATION)) return this.#annotation(line.slice(ANNOTATION.length));
    if (line.startsWith('##[warning]') || line.startsWith('##[notice]')) {
      // Readers know them; nothing that only looks like an error is asked of them.
      this.#main.read(line.slice(line.indexOf(']') + 1), this.at, true);
      return 'read';
    }
    // Where a header or a group ends is always looked at.
    if (line.startsWith('##[endgroup')) return 'read';
    const { lane, text, fresh } = this.#prefixes.split(line, () => this.#cleaned(WITNESSES));
    if (fresh) this.#replay(lane);
    this.strict ||= line.includes('arning') || line.includes('Werror') ? STRICT.test(line) : false;
    const counted = this.tally.read(text);
    const exited = !this.steps.tidying && this.#exit(text);
    const taken = this.#lane(lane).read(text, this.at, counted);
    if (counted || exited || taken === 'known') return 'read';
    if (taken === 'doubtful') return this.findings.timesOfLast > ENOUGH ? 'dull' : 'read';
    return 'dull';
  }

  /** What a task printed before it was understood that it is one. */
  #replay(name: string): void {
    const lines = [...this.#earlier(name, WITNESSES)].reverse();
    lines.forEach((text, index) => this.#lane(name).read(text, this.at - lines.length + index, this.tally.read(text)));
  }

  #lane(name: string): Lane {
    if (name === '' && this.#main) return this.#main;
    const known = this.#lanes.get(name);
    if (known) return known;
    const lane = new Lane(name, FAMILIES, this.#sink, (count) => this.#earlier(name, count));
    if (name !== '') this.#lanes.set(name, lane);
    return lane;
  }

  #stepped(step: 'start' | 'failed' | 'passed'): void {
    this.#main.close();
    if (step === 'failed' && this.#ends.length < MAX_ENDS) this.#ends.push(...this.#telling(STEP_TAIL));
    if (step === 'failed' && this.steps.command) {
      const title = `failed step: ${this.steps.command}`;
      this.findings.add({ tool: 'actions', kind: 'step', title, body: [], at: this.at });
    }
    if (step === 'start' && this.steps.tidying) this.#lastEnd ??= this.#telling(STEP_TAIL);
    if (step !== 'start') this.#stepFrom = this.at + 1;
  }

  /** What a script said last before it gave up, in words that nobody may know. */
  #exit(line: string): boolean {
    if (!EXIT.test(line)) return false;
    if (this.exits.length >= MAX_EXITS) return true;
    this.exits.push(this.at);
    const [title, ...body] = this.#telling(3).map((one) => one.trim());
    if (title) this.findings.add({ tool: 'generic', kind: 'error', title, body, at: this.at - 1, score: 6.5 });
    return true;
  }

  /** GitHub marks lines that a problem matcher knows; they are read like any other, and count in any case. */
  #annotation(text: string): Reception {
    if (/^Process completed with exit code|^Error: Process completed/.test(text)) return 'read';
    this.tally.read(text);
    if (this.#main.read(text, this.at) !== 'known')
      this.findings.add({ tool: 'actions', kind: 'error', title: text.trim(), body: [], at: this.at, score: 9 });
    return 'read';
  }

  #telling(count: number, over = false): string[] {
    const room = Math.min(TAIL_LINES, this.at - this.#stepFrom + (over ? 1 : 0));
    return telling(this.#cleaned(room), count);
  }

  *#cleaned(count: number): Generator<string> {
    for (const raw of this.#scanner.back(count)) for (const part of raw.split('\r').reverse()) yield clean(part);
  }

  /** Lines of one lane before the one being read; its tasks may have printed in between. */
  *#earlier(name: string, count: number): Generator<string> {
    if (!this.#prefixes.any) return yield* this.#cleaned(count);
    let given = 0;
    for (const line of this.#cleaned(count * 4)) {
      // Where a header or a group ends is always looked at.
      if (line.startsWith('##[endgroup')) return 'read';
      const { lane, text } = this.#prefixes.again(line);
      if (lane !== name) continue;
      yield text;
      given += 1;
      if (given >= count) return;
    }
  }
}
