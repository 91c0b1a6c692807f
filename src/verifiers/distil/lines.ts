import { StringDecoder } from 'node:string_decoder';

/** Longer lines (minified bundles, base64) are cut here; nobody reads on after this. Characters. */
const MAX_LINE = 4000;

/** Cuts chunks into lines. A carriage return ends a line too, so that progress bars become lines that can be dropped. */
export class LineSplitter {
  #decoder = new StringDecoder('utf8');
  #rest = '';
  readonly #emit: (line: string) => void;

  constructor(emit: (line: string) => void) {
    this.#emit = emit;
  }

  push(chunk: Buffer | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const piece = text.slice(from, end);
      this.#line(this.#rest === '' ? piece : this.#rest + piece);
      this.#rest = '';
      from = end + 1;
    }
    const tail = text.slice(from);
    // A line without end must not fill the memory: what is beyond the limit would be cut anyway.
    if (this.#rest.length < MAX_LINE * 4) this.#rest += tail;
  }

  end(): void {
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (last !== '') this.#line(last);
  }

  #line(line: string): void {
    const returned = line.indexOf('\r');
    if (returned < 0) return this.#cut(line);
    if (returned === line.length - 1) return this.#cut(line.slice(0, -1));
    for (const part of line.split('\r')) if (part !== '') this.#cut(part);
  }

  #cut(line: string): void {
    this.#emit(line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line);
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
