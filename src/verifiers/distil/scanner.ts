import { Keywords } from './keywords.ts';

/** Longer lines (minified bundles, base64) are cut here; nobody reads on after this. Bytes. */
const MAX_LINE = 4000;
/** What is kept of the text already read, for readers that look back. Bytes. */
export const LOOKBACK = 16_000;
/** Text in hand at a time. Bytes. */
const ROOM = 1 << 18;
/** Shapes of lines that are remembered as dull. */
const MAX_DULL = 20_000;
const NEWLINE = 10;

/** What became of a line: `dull` means that another line of this shape need not be looked at, unless a block is open. */
export type Reception = 'dull' | 'read';

export interface Consumer {
  /** No block is open: lines without a keyword may be skipped. */
  readonly asleep: boolean;
  /** A block is open that only looks like one: it ends at a dull line. */
  readonly doubtful: boolean;
  /** A line was passed by because its shape is dull. */
  passed(): void;
  line(raw: string): Reception;
}

/**
 * Walks over a log in chunks and hands out lines. Most lines of a long log are of no interest to anybody: while the
 * consumer sleeps, the bytes are searched for the next line with a keyword, and a line that differs only in its digits
 * from one that was found dull is passed by. Lines in between are only counted, and can be looked back at.
 */
export class Scanner {
  readonly #keywords: Keywords;
  readonly #consumer: Consumer;
  readonly #dull = new Set<number>();
  /** One working buffer, so that a long log makes no garbage. */
  readonly #text = Buffer.alloc(ROOM);
  #length = 0;
  /** Start of the first line that was not read yet. */
  #from = 0;
  /** Number of the line being read, from 1. */
  at = 0;
  /** Bytes of the log so far. */
  bytes = 0;

  constructor(words: readonly string[], consumer: Consumer) {
    this.#keywords = new Keywords(words);
    this.#consumer = consumer;
  }

  push(chunk: Buffer | string): void {
    const fresh = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.bytes += fresh.length;
    for (let at = 0; at < fresh.length; ) {
      const start = Math.max(0, this.#from - LOOKBACK);
      if (start > 0 && this.#text.length - this.#length < LOOKBACK) {
        this.#text.copyWithin(0, start, this.#length);
        this.#length -= start;
        this.#from -= start;
      }
      // A line that fills all the room: its beginning is enough.
      if (this.#length === this.#text.length) this.#length = this.#from + MAX_LINE;
      const copied = fresh.copy(this.#text, this.#length, at);
      this.#length += copied;
      at += copied;
      this.#read(this.#text.subarray(0, this.#length).lastIndexOf(NEWLINE) + 1);
    }
  }

  end(): void {
    if (this.#from >= this.#length) return;
    if (this.#length === this.#text.length) this.#length -= 1;
    this.#text[this.#length] = NEWLINE;
    this.#length += 1;
    this.#read(this.#length);
  }

  /** Reads all lines before `end`, which is the start of a line. */
  #read(end: number): void {
    while (this.#from < end) {
      const asleep = this.#consumer.asleep;
      if (asleep) {
        const found = this.#keywords.find(this.#text, this.#from, end);
        // Whatever is found, reading only goes forward.
        this.#from = Math.max(this.#from, this.#keywords.start);
        this.at += this.#keywords.passed;
        if (!found || this.#from >= end) return;
      }
      const stop = this.#text.indexOf(NEWLINE, this.#from);
      this.at += 1;
      const shape = this.#shape(this.#from, stop);
      const blank = stop - this.#from <= 1;
      const dull = !blank && (asleep || this.#consumer.doubtful) && this.#dull.has(shape);
      if (dull) this.#consumer.passed();
      else {
        const raw = this.#text.toString('utf8', this.#from, Math.min(stop, this.#from + MAX_LINE));
        if (this.#consumer.line(raw) === 'dull' && this.#dull.size < MAX_DULL) this.#dull.add(shape);
      }
      this.#from = stop + 1;
    }
  }

  /** A hash of a line without its digits. */
  #shape(from: number, to: number): number {
    let hash = to > from && (this.#text[from] as number) === 32 ? 7 : 1;
    for (let at = from; at < to; at += 1) {
      const byte = this.#text[at] as number;
      if (byte < 48 || byte > 57) hash = (Math.imul(hash, 31) + byte) | 0;
    }
    return hash;
  }

  /** Up to `count` lines before the one being read, the last one first; raw, blank ones included. */
  *back(count: number): Generator<string> {
    let stop = this.#from - 1;
    for (let given = 0; given < count && stop >= 0; given += 1) {
      const start = stop === 0 ? 0 : this.#text.lastIndexOf(NEWLINE, stop - 1) + 1;
      yield this.#text.toString('utf8', start, Math.min(stop, start + MAX_LINE));
      stop = start - 1;
    }
  }
}

/** Feeds a whole log, however it comes, to a consumer of chunks. */
export async function eachChunk(
  log: string | Buffer | AsyncIterable<Buffer | string>,
  push: (chunk: Buffer | string) => void,
): Promise<void> {
  if (typeof log === 'string') return push(log);
  if (!Buffer.isBuffer(log)) {
    for await (const chunk of log) push(chunk);
    return;
  }
  for (let at = 0; at < log.length; at += 1 << 20) push(log.subarray(at, at + (1 << 20)));
}
