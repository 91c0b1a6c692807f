/**
 * What a finding is about, in the order of importance when room is short. `step` says which command failed, `hint` is
 * shown only when nothing better is known (warnings of a tool that ended red).
 */
export const KINDS = ['crash', 'compile', 'test', 'lint', 'error', 'step', 'hint'] as const;
export type FindingKind = (typeof KINDS)[number];

/** One thing that went wrong, as a reader understood it. */
export interface Finding {
  tool: string;
  kind: FindingKind;
  /** The line an engineer would quote first: test name, or `file:line:col: message`. */
  title: string;
  /** What belongs to it: message, expected and actual, first own frame. Already trimmed of noise. */
  body: string[];
  file?: string;
  line?: number;
  /** Line number in the log, from 1. */
  at: number;
  /** Generic lines carry how error-like they are; recognised ones leave it out. */
  score?: number;
  /** Findings of one group are counted when there are many, e.g. a rule or an error code. */
  group?: string;
  /** Which of several tasks printed it, when they print at the same time. */
  lane?: string;
  /** What tells apart tests of the same name, where the file does not: a package, a suite. */
  scope?: string;
  /** Full name of the test, as its framework prints it. */
  test?: string;
}

/** What readers say about a log. */
export interface Sink {
  found(finding: Finding): void;
  tool(name: string): void;
}

/** What stood before the line being read, cleaned. */
export interface Past {
  /** The last line that was not blank, '' when there is none near. */
  before(): string;
  /** Up to `count` lines, the last one first. */
  last(count: number): string[];
}

/**
 * Reads one lane of a log line by line. `read` answers whether the line was its own: then readers further down the list
 * do not see it. Memory must stay bounded: a reader holds one block.
 */
export interface Reader {
  /** What it has open goes on while others read lines in between: it is asked in its turn, and not told to end. */
  readonly yields?: true;
  read(line: string, at: number, past: Past): boolean;
  /** The log, or the lane, is over: report a block that is still open. */
  end(): void;
}

/** One tool family. */
export interface Family {
  name: string;
  /**
   * Characters with which the lines start that it may open on; other lines are not shown to it while it has nothing
   * open. Absent: any. Characters outside ASCII are always shown.
   */
  first?: string;
  create(sink: Sink): Reader;
}

/** A text with everything masked that moves without meaning: numbers, hashes, addresses, times, temporary paths. */
export function shape(text: string): string {
  return text
    .replaceAll(/0x[0-9a-f]+/gi, 'X')
    .replaceAll(/\b[0-9a-f]{7,64}\b/gi, (hex) => (/\d/.test(hex) ? 'X' : hex))
    .replaceAll(/\/tmp\/[^\s'":)]+/g, 'TMP')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
