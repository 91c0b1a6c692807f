import type { Family, Finding, Past, Reader, Sink } from './finding.ts';
import { genericReader } from './generic.ts';

/** Where a lane's earlier lines come from: cleaned, the last one first. */
export type Earlier = (count: number) => Iterable<string>;

const LINES_BEFORE = 5;
/** Stands for all characters outside ASCII, and for none. */
const OTHER = 128;

/** One stream of lines: the whole log, or one of several tasks that print at the same time. Each has its own readers. */
export class Lane implements Past {
  readonly name: string;
  readonly #readers: Reader[];
  readonly #families: readonly Family[];
  /** Readers to be asked, by the first character of a line; made when first needed. */
  readonly #byFirst: Reader[][] = [];
  readonly #generic: Reader;
  readonly #earlier: Earlier;
  #current: Reader | null = null;
  #at = 0;
  #before: { of: number; text: string } = { of: 0, text: '' };

  constructor(name: string, families: readonly Family[], sink: Sink, earlier: Earlier) {
    this.name = name;
    const own: Sink =
      name === ''
        ? sink
        : { tool: (tool) => sink.tool(tool), found: (one: Finding) => sink.found({ ...one, lane: name }) };
    this.#generic = genericReader(own);
    this.#readers = [...families.map((family) => family.create(own)), this.#generic];
    this.#families = families;
    this.#earlier = earlier;
  }

  /** No block is open. */
  get idle(): boolean {
    return this.#current === null;
  }

  /** A block is open that only looks like an error. */
  get doubtful(): boolean {
    return this.#current === this.#generic;
  }

  /** Hands a line to the reader that had the one before, as its block may go on, then to all others. */
  read(line: string, at: number, counted = false): 'known' | 'doubtful' | null {
    this.#at = at;
    const current = this.#current;
    const first = current !== null && current !== this.#generic && !current.yields ? current : null;
    if (first?.read(line, at, this)) return 'known';
    for (const reader of this.#asked(line)) {
      // A sum of tests is no error-like line, however much it looks like one.
      if (reader === this.#generic && counted) break;
      if (reader === first || !reader.read(line, at, this)) continue;
      if (current !== reader && !current?.yields) current?.end();
      this.#current = reader;
      return reader === this.#generic ? 'doubtful' : 'known';
    }
    if (counted) current?.end();
    this.#current = null;
    return null;
  }

  #asked(line: string): readonly Reader[] {
    const code = line === '' ? OTHER : Math.min(line.charCodeAt(0), OTHER);
    const known = this.#byFirst[code];
    if (known) return known;
    const letter = String.fromCharCode(code);
    const asked = this.#readers.filter((_, index) => {
      const first = this.#families[index]?.first;
      return first === undefined || code === OTHER || first.includes(letter);
    });
    this.#byFirst[code] = asked;
    return asked;
  }

  /** Closes the open block: what comes next does not belong to it. */
  close(): void {
    this.#current?.end();
    this.#current = null;
  }

  end(): void {
    for (const reader of this.#readers) reader.end();
  }

  before(): string {
    if (this.#before.of === this.#at) return this.#before.text;
    let text = '';
    for (const line of this.#earlier(LINES_BEFORE)) {
      text = line;
      if (line.trim() !== '') break;
    }
    this.#before = { of: this.#at, text };
    return text;
  }

  last(count: number): string[] {
    return [...this.#earlier(count)];
  }
}
