import type { Distilled } from '../types.ts';
import { couldNotRun } from './could-not-run.ts';
import { toFailure } from './failure.ts';
import type { Counted } from './findings.ts';
import { Reading } from './reading.ts';
import { CHARS_PER_TOKEN, render } from './render.ts';
import { eachChunk } from './scanner.ts';
import { select } from './select.ts';
import { wholeIfShort } from './whole.ts';
import { failureLine, successLine } from './summary.ts';

export interface DistilOptions {
  /** A hint; an unknown name is no error. */
  tool?: string;
  /** Null when the process had none: killed or timed out. */
  exitCode: number | null;
  /** The log of a whole CI job. Its marks are recognised in any case; the option is there for callers that know. */
  ci?: boolean;
  /** Cap of the text. Tokens are estimated at four characters each. */
  maxTokens?: number;
}

const DEFAULT_MAX_TOKENS = 2000;
/** Failures handed on for comparison with base. */
const MAX_FAILURES = 1000;

/** Cuts a tool's raw output down to what is needed to fix the failure. Reads it as a stream, in bounded memory. */
export async function distil(
  log: string | Buffer | AsyncIterable<Buffer | string>,
  options: DistilOptions,
): Promise<Distilled> {
  const reading = new Reading();
  await eachChunk(log, (chunk) => reading.push(chunk));
  return distilled(reading, options);
}

/** The same for output that comes piece by piece; how it ended is known last. */
export function distilling(): { push(chunk: Buffer): void; end(options: DistilOptions): Distilled } {
  const reading = new Reading();
  return { push: (chunk) => reading.push(chunk), end: (options) => distilled(reading, options) };
}

function distilled(reading: Reading, options: DistilOptions): Distilled {
  reading.end();
  const tools = [...reading.tools];
  const tests = reading.tally.seen ? { tests: reading.tally.counts } : {};
  if (options.exitCode === 0) {
    const nothing = couldNotRun([], [], 0, reading.tally);
    const summary = successLine(options.tool, tools, reading.tally);
    return { text: '', summary, failures: [], tools, ...tests, ...(nothing ? { couldNotRun: nothing } : {}) };
  }

  const { steps, strict, exits } = reading;
  const shown = select(reading.findings.all, { steps, strict, exits, last: reading.at });
  const summary = failureLine(options.tool, tools, reading.tally, options.exitCode);
  const maxTokens = options.maxTokens ?? DEFAULT_MAX_TOKENS;
  const whole = wholeIfShort(reading.whole, shown);
  const text = whole
    ? [summary, ...whole].join('\n').slice(0, maxTokens * CHARS_PER_TOKEN)
    : render(summary, shown, reading.ends, maxTokens, reading.findings.dropped);
  const failures = failing(shown).slice(0, MAX_FAILURES).map(toFailure);
  const reason = couldNotRun(shown, reading.ends, options.exitCode, reading.tally);
  return { text, summary, failures, tools, ...tests, ...(reason ? { couldNotRun: reason } : {}) };
}

/** What is compared with base. Lines that only look like errors repeat, in other words, what a reader understood. */
function failing(shown: readonly Counted[]): readonly Counted[] {
  const faults = shown.filter((finding) => finding.kind !== 'step');
  const known = faults.filter((finding) => finding.score === undefined && finding.kind !== 'hint');
  // A test that is told of twice is one failure.
  const seen = new Set<string>();
  return (known.length > 0 ? known : faults).filter((finding) => {
    const about = finding.test === undefined ? '' : [finding.tool, finding.lane, finding.file, finding.test].join('|');
    if (about !== '' && seen.has(about)) return false;
    seen.add(about);
    return true;
  });
}
