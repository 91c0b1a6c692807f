/** Keeps the head and the tail of a stream of bytes, at most `max` together, and drops the middle. */
export class CappedOutput {
  readonly #max: number;
  readonly #maxHead: number;
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #total = 0;

  /** `head`: how much of that is for the head; by default half of it. */
  constructor(max: number, head = Math.ceil(max / 2)) {
    this.#max = Math.max(0, max);
    this.#maxHead = Math.min(this.#max, Math.max(0, head));
  }

  /** Bytes that were seen in all. */
  get total(): number {
    return this.#total;
  }

  /** Bytes that `text` leaves out. */
  get cut(): number {
    return Math.max(0, this.#total - this.#max);
  }

  get truncated(): boolean {
    return this.#total > this.#max;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const room = this.#maxHead - this.#headBytes;
    const head = room > 0 ? chunk.subarray(0, room) : null;
    if (head !== null) {
      this.#head.push(head);
      this.#headBytes += head.length;
    }
    const rest = head === null ? chunk : chunk.subarray(head.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    // Trim by whole chunks, so that adding stays cheap; the exact cut is made once, in `text`.
    const keep = this.#max - this.#maxHead;
    while (this.#tail.length > 1 && this.#tailBytes - (this.#tail[0] as Buffer).length >= keep) {
      this.#tailBytes -= (this.#tail.shift() as Buffer).length;
    }
  }

  text(): string {
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (!this.truncated) return Buffer.concat([head, tail]).toString('utf8');
    const keep = this.#max - this.#maxHead;
    const kept = keep === 0 ? Buffer.alloc(0) : tail.subarray(Math.max(0, tail.length - keep));
    return `${head.toString('utf8')}\n[… ${this.cut} bytes of output cut …]\n${kept.toString('utf8')}`;
  }
}

/** Keeps the first `max` bytes. */
export class HeadOutput {
  readonly #max: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;

  constructor(max: number) {
    this.#max = Math.max(0, max);
  }

  get truncated(): boolean {
    return this.#total > this.#max;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const kept = chunk.subarray(0, Math.max(0, this.#max - this.#kept));
    if (kept.length === 0) return;
    this.#chunks.push(kept);
    this.#kept += kept.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/**
 * Takes the engine's multiplexed stream apart: frames of one type byte (1 stdout, 2 stderr), three zero bytes, a
 * big-endian length and the payload. Payloads are passed on as they come, never collected first.
 */
export function demultiplexer(
  onPayload: (from: 'stdout' | 'stderr', payload: Buffer) => void,
): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let left = 0;
  let from: 'stdout' | 'stderr' = 'stdout';
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const missing = 8 - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < 8) return;
        from = header[0] === 2 ? 'stderr' : 'stdout';
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const payload = rest.subarray(0, left);
      left -= payload.length;
      rest = rest.subarray(payload.length);
      onPayload(from, payload);
    }
  };
}
