import type { Distilled, Failure } from '../types.ts';
import { clean } from './clean.ts';
import { TestTally } from './counts.ts';
import type { Reader, Sink } from './finding.ts';
import { shape } from './finding.ts';
import { Findings, type Counted } from './findings.ts';
import { genericReader } from './generic.ts';
import { eachChunk, LineSplitter } from './lines.ts';
import { FAMILIES } from './readers.ts';
import { render } from './render.ts';
import { select } from './select.ts';
import { Steps } from './steps.ts';
import { failureLine, successLine } from './summary.ts';
import { Tail } from './tail.ts';

export interface DistilOptions {
  /** A hint; an unknown name is no error. */
  tool?: string;
  /** Null when the process had none: killed or timed out. */
  exitCode: number | null;
  /** The log of a whole CI job. */
  ci?: boolean;
  /** Tokens are estimated at four characters each. */
  maxTokens?: number;
}

const EXIT =
  /^(?:\+ exit [1-9]|(?:Got|got|Exited with|exited with|Exit|exit|Process exited with)(?: exit)? (?:code|status):? [1-9]\d*\b|exit status [1-9])/;
const MAX_EXITS = 100;
const ANNOTATION = '##[error]';
/** Then a warning is what made it red. */
const STRICT =
  /Failing due to -Werror|warnings? (?:being )?treated as errors|treating warnings as errors|found too many warnings|No fatal warnings|--max-warnings/i;

/** Cuts a tool's raw output down to what is needed to fix the failure. Reads it as a stream, in bounded memory. */
export async function distil(
  log: string | Buffer | AsyncIterable<Buffer | string>,
  options: DistilOptions,
): Promise<Distilled> {
  const reading = new Reading();
  const splitter = new LineSplitter((raw) => reading.line(raw));
  await eachChunk(log, (chunk) => splitter.push(chunk));
  splitter.end();
  return reading.result(options);
}

/** Everything that is known while a log is read. */
class Reading {
  readonly #findings = new Findings();
  readonly #tools = new Set<string>();
  readonly #tally = new TestTally();
  readonly #steps = new Steps();
  readonly #tail = new Tail();
  readonly #readers: Reader[];
  readonly #generic: Reader;
  #strict = false;
  readonly #exits: number[] = [];
  #ends: { text: string; at: number }[] = [];
  #current: Reader | null = null;
  #before = '';
  #at = 0;

  constructor() {
    const sink: Sink = { found: (finding) => this.#findings.add(finding), tool: (name) => this.#tools.add(name) };
    this.#generic = genericReader(sink);
    this.#readers = [...FAMILIES.map((family) => family.create(sink)), this.#generic];
  }

  line(raw: string): void {
    const line = clean(raw);
    this.#at += 1;
    const step = this.#steps.read(line, this.#at, raw);
    if (step !== null) {
      this.#endBlocks();
      if (step === 'failed' && this.#ends.length < 24) this.#ends.push(...this.#tail.last(8));
      if (step !== 'start') this.#tail.clear();
      if (!line.startsWith(ANNOTATION)) return;
    }
    this.#strict ||= STRICT.test(line);
    this.#tally.read(line);
    if (line.startsWith(ANNOTATION)) return this.#annotation(line.slice(ANNOTATION.length));
    if (!this.#steps.tidying) this.#exit(line);
    if (!this.#steps.tidying) this.#tail.push(line, this.#at);
    this.#dispatch(line);
    if (line.trim() !== '') this.#before = line;
  }

  /** The reader that had the line before is asked first: its block may go on. */
  #dispatch(line: string): boolean {
    const current = this.#current;
    const specific = current !== null && current !== this.#generic;
    if (specific && current.read(line, this.#at, this.#before)) return true;
    for (const reader of this.#readers) {
      if ((specific && reader === current) || !reader.read(line, this.#at, this.#before)) continue;
      if (current !== reader) current?.end();
      this.#current = reader;
      return reader !== this.#generic;
    }
    this.#current = null;
    return false;
  }

  /** What a script said last before it gave up, in words that nobody may know. */
  #exit(line: string): void {
    if (!EXIT.test(line)) return;
    if (this.#exits.length < MAX_EXITS) this.#exits.push(this.#at);
    const [first, ...rest] = this.#tail.last(3).filter((one) => !one.text.startsWith('+'));
    if (first)
      this.#findings.add({
        tool: 'generic',
        kind: 'error',
        title: first.text.trim(),
        body: rest.map((one) => one.text.trim()),
        at: first.at,
        score: 6.5,
      });
  }

  /** GitHub marks lines that a problem matcher knows; they are read like any other, and count in any case. */
  #annotation(text: string): void {
    if (/^Process completed with exit code|^Error: Process completed/.test(text)) return;
    const claimed = this.#dispatch(text);
    if (!claimed)
      this.#findings.add({ tool: 'actions', kind: 'error', title: text.trim(), body: [], at: this.#at, score: 9 });
  }

  #endBlocks(): void {
    this.#current?.end();
    this.#current = null;
  }

  result(options: DistilOptions): Distilled {
    for (const reader of this.#readers) reader.end();
    this.#steps.end(this.#at);
    for (const tool of this.#tally.tools) this.#tools.add(tool);
    const tests = this.#tally.seen ? { tests: this.#tally.counts } : {};
    const tools = [...this.#tools];
    if (options.exitCode === 0)
      return { text: '', summary: successLine(options.tool, tools, this.#tally), failures: [], tools, ...tests };

    const shown = select(this.#findings.all, {
      steps: this.#steps,
      last: this.#at,
      strict: this.#strict,
      exits: this.#exits,
    });
    const summary = failureLine(options.tool, tools, this.#tally, options.exitCode);
    const ends = this.#steps.anyFailed ? this.#ends : this.#tail.last(8);
    const text = render(
      summary,
      shown,
      ends.map((line) => line.text),
      options.maxTokens ?? 2000,
      this.#findings.dropped,
    );
    return {
      text,
      summary,
      failures: shown.filter((finding) => finding.kind !== 'step').map(toFailure),
      tools,
      ...tests,
    };
  }
}

function toFailure(finding: Counted): Failure {
  return {
    key: `${finding.tool}|${finding.file ?? ''}|${shape(finding.title)}`,
    text: [finding.title, ...finding.body].join('\n'),
    ...(finding.file ? { file: finding.file } : {}),
    ...(finding.line ? { line: finding.line } : {}),
  };
}
