import { clean } from './clean.ts';
import { TestTally } from './counts.ts';
import type { Past, Reader, Sink } from './finding.ts';
import { Findings } from './findings.ts';
import { genericReader } from './generic.ts';
import { FAMILIES } from './readers.ts';
import { type Consumer, type Reception, Scanner } from './scanner.ts';
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
  /Failing due to -Werror|warnings? (?:being )?treated as errors|treating warnings as errors|found too many warnings|No fatal warnings|--max-warnings/i;
/** Last lines that are kept of a failed step, and of all failed steps together. */
const STEP_TAIL = 8;
const MAX_ENDS = 24;
/** A line that only looks like an error is looked at so often before its shape is passed by. */
const ENOUGH = 3;

/** Everything that is known while a log is read. */
export class Reading implements Consumer, Past {
  readonly findings = new Findings();
  readonly tools = new Set<string>();
  readonly tally = new TestTally();
  readonly steps = new Steps();
  readonly exits: number[] = [];
  strict = false;
  readonly #scanner: Scanner;
  readonly #readers: Reader[];
  readonly #generic: Reader;
  #current: Reader | null = null;
  /** The last lines of failed steps; of the log, while no step is known to have failed. */
  #ends: string[] = [];
  #lastEnd: string[] | null = null;
  /** First line of the step that is running. */
  #stepFrom = 1;
  #before: { of: number; text: string } = { of: 0, text: '' };

  constructor() {
    const sink: Sink = { found: (finding) => this.findings.add(finding), tool: (name) => this.tools.add(name) };
    this.#generic = genericReader(sink);
    this.#readers = [...FAMILIES.map((family) => family.create(sink)), this.#generic];
    this.#scanner = new Scanner(WAKE_WORDS, this);
  }

  get asleep(): boolean {
    return this.#current === null;
  }

  get doubtful(): boolean {
    return this.#current === this.#generic;
  }

  passed(): void {
    if (this.#current === null) return;
    this.#current.end();
    this.#current = null;
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
    for (const reader of this.#readers) reader.end();
    this.steps.end(this.at);
    for (const tool of this.tally.tools) this.tools.add(tool);
  }

  /** The last lines that mean something: of failed steps where they are known. */
  get ends(): readonly string[] {
    return this.steps.anyFailed ? this.#ends : (this.#lastEnd ?? this.#telling(STEP_TAIL, true));
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
    if (step !== null) {
      this.#stepped(step);
      if (!line.startsWith(ANNOTATION)) return 'read';
    }
    this.strict ||= line.includes('arning') || line.includes('Werror') ? STRICT.test(line) : false;
    const counted = this.tally.read(line);
    if (line.startsWith(ANNOTATION)) return this.#annotation(line.slice(ANNOTATION.length));
    const exited = !this.steps.tidying && this.#exit(line);
    const reader = this.#dispatch(line);
    if (counted || exited) return 'read';
    if (reader === this.#generic) return this.findings.timesOfLast > ENOUGH ? 'dull' : 'read';
    return reader === null ? 'dull' : 'read';
  }

  /** The reader that had the line before is asked first: its block may go on. The generic one comes last in any case. */
  #dispatch(line: string): Reader | null {
    const current = this.#current;
    const first = current !== null && current !== this.#generic ? current : null;
    if (first?.read(line, this.at, this)) return first;
    for (const reader of this.#readers) {
      if (reader === first || !reader.read(line, this.at, this)) continue;
      if (current !== reader) current?.end();
      this.#current = reader;
      return reader;
    }
    this.#current = null;
    return null;
  }

  #stepped(step: 'start' | 'failed' | 'passed'): void {
    this.#current?.end();
    this.#current = null;
    if (step === 'failed' && this.#ends.length < MAX_ENDS) this.#ends.push(...this.#telling(STEP_TAIL));
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
    const reader = this.#dispatch(text);
    if (reader === null || reader === this.#generic)
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

  before(): string {
    if (this.#before.of === this.at) return this.#before.text;
    let text = '';
    for (const line of this.#cleaned(5)) {
      text = line;
      if (line.trim() !== '') break;
    }
    this.#before = { of: this.at, text };
    return text;
  }

  last(count: number): string[] {
    return [...this.#cleaned(count)];
  }
}
