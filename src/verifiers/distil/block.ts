import type { FindingKind, Sink } from './finding.ts';
import { trimBody } from './body.ts';

/** Lines of one block that are looked at; a diff of thousands of lines tells nothing more. */
const MAX_LINES = 120;

/** Gathers the lines of one failure and reports it when it is over. */
export class Block {
  readonly #sink: Sink;
  readonly #tool: string;
  readonly #kind: FindingKind;
  #title = '';
  #at = 0;
  #file: string | undefined;
  #line: number | undefined;
  #lines: string[] = [];
  isOpen = false;

  constructor(sink: Sink, tool: string, kind: FindingKind) {
    this.#sink = sink;
    this.#tool = tool;
    this.#kind = kind;
  }

  open(title: string, at: number, file?: string, line?: number): void {
    this.close();
    this.isOpen = true;
    this.#title = title.trim();
    this.#at = at;
    this.#file = file;
    this.#line = line;
    this.#lines = [];
  }

  add(line: string): void {
    if (this.#lines.length < MAX_LINES) this.#lines.push(line);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#sink.found({
      tool: this.#tool,
      kind: this.#kind,
      title:
        this.#file && !this.#title.includes(this.#file)
          ? `${this.#file}${this.#line ? `:${this.#line}` : ''}: ${this.#title}`
          : this.#title,
      body: trimBody(this.#lines),
      at: this.#at,
      ...(this.#file ? { file: this.#file } : {}),
      ...(this.#line ? { line: this.#line } : {}),
    });
  }
}
