import { KINDS } from './finding.ts';
import type { Counted } from './findings.ts';
import type { Steps } from './steps.ts';
import { tokensOf } from './render.ts';

/** Room for lines that only look like errors, when nothing better is known and when something is. Tokens. */
const GENERIC_ALONE = 220;
const GENERIC_BESIDE = 60;

/**
 * Which findings are shown, most important first. What failed steps said comes before what others did; recognised
 * failures before lines that only look like one; warnings only when there is nothing else.
 */
export function select(all: readonly Counted[], steps: Steps, last: number): Counted[] {
  const inFailed = steps.anyFailed ? all.filter((finding) => steps.inFailed(finding.at)) : all;
  const pool = inFailed.some((finding) => finding.kind !== 'hint') ? inFailed : all;
  const strong = pool.filter((finding) => finding.score === undefined && finding.kind !== 'hint');
  const faults = strong.filter((finding) => finding.kind !== 'step');
  const weak = pool.filter((finding) => finding.score !== undefined);
  const generic = best(weak, faults.length > 0 ? GENERIC_BESIDE : GENERIC_ALONE, last);
  const hints = faults.length + generic.length === 0 ? pool.filter((finding) => finding.kind === 'hint') : [];
  return [...strong, ...generic, ...hints].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.at - b.at);
}

/** The most error-like ones that fit; the first of a log is often the cause, the last often the summary. */
function best(weak: readonly Counted[], room: number, last: number): Counted[] {
  const worth = (finding: Counted, index: number): number =>
    (finding.score ?? 0) +
    (index === 0 ? 1.5 : 0) +
    (last - finding.at < 60 ? 1 : 0) +
    (finding.at / Math.max(1, last)) * 0.5;
  const ranked = weak
    .map((finding, index) => ({ finding, worth: worth(finding, index) }))
    .sort((a, b) => b.worth - a.worth);
  const out: Counted[] = [];
  let used = 0;
  for (const { finding, worth: value } of ranked) {
    const size = tokensOf([finding.title, ...finding.body].join('\n'));
    if (out.length > 0 && (used + size > room || value < (ranked[0]?.worth ?? 0) - 4.5)) continue;
    out.push(finding);
    used += size;
  }
  return out;
}
