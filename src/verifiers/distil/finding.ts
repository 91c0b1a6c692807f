/** What a finding is about; the order is that of importance when room is short. */
export type FindingKind = 'crash' | 'test' | 'compile' | 'lint' | 'error' | 'step' | 'hint';

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
  /** Findings of one group are listed below one heading when there are many, e.g. a rule or an error code. */
  group?: string;
}

/** What readers say about a log. */
export interface Sink {
  found(finding: Finding): void;
  tool(name: string): void;
}

/**
 * Reads one lane of a log line by line. `read` answers whether the line was its own: then readers further down the list
 * do not see it. Memory must stay bounded: a reader holds the lines of one block, capped, and nothing else.
 */
export interface Reader {
  read(line: string, at: number): boolean;
  /** The log, or the lane, is over: report a block that is still open. */
  end(): void;
}

/** A tool family: lines that match `trigger` wake its reader; others never reach it unless it claimed the line before. */
export interface Family {
  name: string;
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
