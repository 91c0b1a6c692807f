import { trimBody } from './body.ts';
import type { FindingKind, Sink } from './finding.ts';

/** Lines of one block that are looked at; a diff of thousands of lines tells nothing more. */
const MAX_LINES = 120;

interface Opening {
  tool: string;
  kind: FindingKind;
  title: string;
  at: number;
  file?: string | undefined;
  line?: number | undefined;
  group?: string | undefined;
  test?: string | undefined;
  scope?: string | undefined;
  /** Lines of the trimmed body at most. */
  max?: number;
  sure?: RegExp;
}

/** Gathers the lines of one failure and reports it when it is over. */
export class Block {
  readonly #sink: Sink;
  #opening: Opening | null = null;
  #lines: string[] = [];
  #seen = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get isOpen(): boolean {
    return this.#opening !== null;
  }

  /** Whose block it is can turn out inside it. */
  set tool(tool: string) {
    if (this.#opening) this.#opening.tool = tool;
  }

  open(opening: Opening): void {
    this.close();
    this.#opening = { ...opening, file: opening.file?.replace(/^(?:\.\/)+/, '') };
    this.#lines = [];
    this.#seen = 0;
  }

  /** Takes a line of the block; a block that does not end by itself ends at its limit. */
  add(line: string): void {
    this.#lines.push(line);
    this.skip();
  }

  /** Counts a line that belongs to the block and is not kept. */
  skip(): void {
    this.#seen += 1;
    if (this.#seen >= MAX_LINES) this.close();
  }

  /** Forgets the open block. */
  drop(): void {
    this.#opening = null;
  }

  close(): void {
    const opening = this.#opening;
    if (!opening) return;
    this.#opening = null;
    const { tool, kind, at, file, line, group, max, sure, test, scope } = opening;
    const doubtful = sure !== undefined && !this.#lines.some((one) => sure.test(one));
    // What only looks like a tool's block does not prove that the tool ran.
    if (sure !== undefined && !doubtful) this.#sink.tool(tool);
    const title = opening.title.trim();
    const place = file ? `${file}${line ? `:${line}` : ''}` : '';
    this.#sink.found({
      tool,
      kind,
      title: file && !title.includes(file) ? `${place}: ${title}` : title,
      body: trimBody(this.#lines, max),
      at,
      ...(file ? { file } : {}),
      ...(line ? { line } : {}),
      ...(group ? { group } : {}),
      ...(test ? { test } : {}),
      ...(scope ? { scope } : {}),
      ...(doubtful ? { score: 8, tool: 'generic' } : {}),
    });
  }
}
