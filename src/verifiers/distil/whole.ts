import type { Counted } from './findings.ts';
import { isChaff } from './tail.ts';

/** A log of which all that means something is no longer than this is shown as it is. Characters. */
const SHORT = 1400;
const MAX_LINES = 60;
/** From this many alike, a list is shortened by those who know it. */
const FEW = 12;

/**
 * The lines of a log that is short and of which no reader knew what matters; null for all others. Choosing among a few
 * lines that nobody understood only loses some.
 */
export function wholeIfShort(lines: readonly string[] | null, shown: readonly Counted[]): string[] | null {
  // A CI job has headers and its own words; what it marked as an error is known.
  if (lines === null || shown.length > FEW || shown.some((finding) => finding.tool === 'actions')) return null;
  if (shown.some((finding) => finding.score === undefined && finding.kind !== 'step' && finding.kind !== 'hint'))
    return null;
  const telling = lines.filter((line) => line.trim() !== '' && !isChaff(line)).map((line) => line.trimEnd());
  const size = telling.reduce((sum, line) => sum + line.length + 1, 0);
  return telling.length > 0 && telling.length <= MAX_LINES && size <= SHORT ? telling : null;
}
