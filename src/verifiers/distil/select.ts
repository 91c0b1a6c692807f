import { KINDS } from './finding.ts';
import type { Counted } from './findings.ts';
import { tokensOf } from './render.ts';
import type { Steps } from './steps.ts';

/** Room for lines that only look like errors, when nothing better is known and when something is. Tokens. */
const GENERIC_ALONE = 800;
const GENERIC_BESIDE = 240;
/** What a failure outside the failed steps is worth less, and one in a step that passed. */
const ELSEWHERE = 3;
const IN_PASSED = 5;
/** Worth of an error that a reader knew; what is said again and again is worth less. */
const KNOWN = 8.5;
const OFTEN = 3;
/** Beside recognised failures a line has to look very much like an error, or to stand right by one. */
const SURE = 5;
const SURE_BESIDE_TESTS = 8;
const NEAR = 14;
const NEARBY = 2;
const BEFORE_EXIT = 3;
/** Warnings beside errors: a few may explain them, many are noise. */
const FEW_HINTS = 4;
/** A linter prints little else than diagnostics. */
const LINES_PER_DIAGNOSTIC = 8;
/** A compiler seldom says so much on so few lines. */
const MANY = 8;

/** What is known about the log as a whole. */
export interface Setting {
  steps: Steps;
  /** Number of the last line. */
  last: number;
  /** Lines on which a process said with what code it ended. */
  exits: readonly number[];
  /** Warnings end this build. */
  strict: boolean;
}

/**
 * Which findings are shown, most important first. What failed steps said comes before what others did; recognised
 * failures before lines that only look like one; warnings when they are the failure or there is nothing else.
 */
export function select(all: readonly Counted[], setting: Setting): Counted[] {
  const known = setting.steps.anyFailed;
  const here = (finding: Counted): boolean =>
    known ? setting.steps.inFailed(finding.at) : !setting.steps.inPassed(finding.at);
  const linter = isLinter(all, setting);
  const promoted = all.map((finding) =>
    linter && (finding.kind === 'hint' || finding.tool === 'lint') ? asLint(finding) : finding,
  );
  const strong = promoted.filter(
    (finding) => finding.score === undefined && !['hint', 'error'].includes(finding.kind) && here(finding),
  );
  const faults = strong.filter((finding) => finding.kind !== 'step');
  const beforeExit = (finding: Counted): boolean =>
    setting.exits.some((exit) => exit > finding.at && exit - finding.at - finding.body.length <= BEFORE_EXIT);
  const tested = faults.some((finding) => finding.kind === 'test');
  const weak = promoted
    .filter(
      (finding) =>
        finding.kind !== 'hint' && !strong.includes(finding) && !(known && setting.steps.inPassed(finding.at)),
    )
    .map((finding) => ({
      ...finding,
      score:
        (finding.score ?? KNOWN) +
        (beforeExit(finding) ? NEARBY : 0) -
        (finding.times > OFTEN ? 1 : 0) -
        (here(finding) || (finding.kind === 'crash' && !setting.steps.inPassed(finding.at))
          ? 0
          : setting.steps.inPassed(finding.at)
            ? IN_PASSED
            : ELSEWHERE),
    }));
  const near = (at: number): boolean => faults.some((fault) => Math.abs(fault.at - at) <= NEAR);
  const beside = weak.map((finding) => (near(finding.at) ? { ...finding, score: finding.score + NEARBY } : finding));
  const generic =
    faults.length > 0
      ? best(
          beside.filter((finding) => finding.score >= (tested ? SURE_BESIDE_TESTS : SURE)),
          GENERIC_BESIDE,
          setting.last,
        )
      : best(weak, GENERIC_ALONE, setting.last);
  const hints = promoted.filter(
    (finding) =>
      finding.kind === 'hint' &&
      here(finding) &&
      !(finding.tool === 'eslint' && faults.some((fault) => fault.tool === 'eslint')),
  );
  const shown = faults.length + generic.length === 0 || (!tested && hints.length <= FEW_HINTS) ? hints : [];
  return [...strong, ...generic, ...shown].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.at - b.at);
}

/** A linter's warnings are what it is run for; a compiler's are not, unless they were made errors. */
function isLinter(all: readonly Counted[], setting: Setting): boolean {
  if (setting.strict) return true;
  // Beside errors a compiler's warnings are only that.
  const diagnostics = all.filter((finding) => finding.tool === 'lint' || finding.tool === 'compiler').length;
  const errors = all.some((finding) => finding.tool === 'compiler' && finding.kind === 'compile');
  if (errors && diagnostics < MANY) return false;
  return diagnostics * LINES_PER_DIAGNOSTIC > setting.last;
}

function asLint(finding: Counted): Counted {
  const { score: _, ...rest } = finding;
  return { ...rest, kind: 'lint' };
}

/** The most error-like ones that fit; the first of a log is often the cause, the last often the summary. */
function best(weak: readonly (Counted & { score: number })[], room: number, last: number): Counted[] {
  const worth = (finding: Counted & { score: number }, index: number): number =>
    finding.score + (index === 0 ? 1.5 : 0) + (last - finding.at < 60 ? 1 : 0) + (finding.at / Math.max(1, last)) * 0.5;
  const ranked = weak
    .map((finding, index) => ({ finding, worth: worth(finding, index) }))
    .sort((a, b) => b.worth - a.worth);
  const out: Counted[] = [];
  let used = 0;
  for (const { finding: whole, worth: value } of ranked) {
    // Long blocks are cut rather than left out.
    const finding = { ...whole, body: whole.body.slice(0, room - used > room / 2 ? 14 : 4) };
    const size = tokensOf([finding.title, ...finding.body].join('\n'));
    if (out.length > 0 && (used + size > room || value < (ranked[0]?.worth ?? 0) - 4.5)) continue;
    out.push(finding);
    used += size;
  }
  return out;
}
