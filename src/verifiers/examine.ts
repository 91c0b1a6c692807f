import { inSpan } from '../telemetry/scope.ts';
import type { Baseline } from './baseline.ts';
import { join } from './components.ts';
import type { Lane } from './lane.ts';
import { verifierOf } from './list.ts';
import { needsBase, newFailures, notRun, toReport } from './report.ts';
import type { Seen } from './run-check.ts';
import type { Check, Failure, Report } from './types.ts';
import { unrunLines } from './unrun-lines.ts';

/** More new failures than this are no flake. */
const MAX_SUSPECTS = 20;
/** A whole check is only run again where that is cheap; one that can be narrowed always is. */
const CHEAP_MS = 60_000;

export interface Examining {
  lane: Lane;
  /** Null where there is no base to compare with. */
  baseline: Baseline | null;
  changedPaths: ReadonlySet<string>;
  /** See `Verification.measure`. */
  measure: boolean;
  signal: AbortSignal;
}

/**
 * Runs one check on the tree and says what it means: compared with base where it is red, run once more where that may
 * be a flake, and held against the tests that are there where it is green.
 */
export function examine(check: Check, it: Examining): Promise<Report> {
  const attributes = { 'fettle.verifier': check.verifier, 'fettle.phase': check.phase };
  return inSpan('verifier', { attributes }, async (span) => {
    const report = await examined(check, it);
    span?.set({ 'fettle.result': report.result });
    return report;
  });
}

async function examined(check: Check, it: Examining): Promise<Report> {
  const mismatch = await it.lane.mismatch(check);
  if (mismatch !== null) return notRun(check, mismatch.reason, mismatch.summary);
  const seen = await it.lane.run(check);
  const onBase =
    it.baseline !== null && needsBase(check, seen) ? await it.baseline.of(check, seen.distilled.failures) : null;
  const report = toReport(check, seen, onBase);
  if (check.phase !== 'test') return report;
  if (report.result === 'failed') return withoutFlaky(check, seen, report, it);
  if (report.result !== 'passed') return report;
  const whole = await allRan(check, report, it);
  if (whole.result !== 'passed' || !it.measure) return whole;
  const unrun = await unrunLines(check, whole, it);
  return unrun === undefined ? whole : { ...whole, unrun };
}

/**
 * A new failure that is gone when the same test is run again on the same tree is flaky. A test of the change's own that
 * can't make up its mind is the change's problem.
 */
async function withoutFlaky(check: Check, seen: Seen, report: Report, it: Examining): Promise<Report> {
  // Tools name files from where they run, or from the root.
  const own = (file: string) => it.changedPaths.has(file) || it.changedPaths.has(join(check.cwd, file));
  const suspects = report.failures.filter(({ file }) => file === undefined || !own(file));
  const testsFailed = (seen.distilled.tests?.failed ?? 0) > 0 && seen.status === 'exited';
  if (!testsFailed || suspects.length === 0 || suspects.length > MAX_SUSPECTS) return report;
  const narrowed = verifierOf(check.verifier)?.narrow?.(check, suspects) ?? null;
  if (narrowed === null && seen.durationMs > CHEAP_MS) return report;
  const again = await it.lane.run(narrowed ?? check);
  const counted = again.distilled.tests;
  // A tool that selects less than was asked for shows nothing about the rest.
  const ran = counted === undefined ? 0 : counted.passed + counted.failed;
  if (again.status !== 'exited' || ran < suspects.length) return report;
  if (again.exitCode !== 0 && again.distilled.failures.length === 0) return report;
  const gone = new Set(again.exitCode === 0 ? suspects : newFailures(suspects, again.distilled.failures));
  if (gone.size === 0) return report;
  const still = report.failures.filter((failure) => !gone.has(failure));
  const flaky = [...gone];
  const told = `passed when run again on the same tree: ${flaky.map(nameOf).join(', ')}`;
  if (still.length > 0) {
    const detail = [...still.map((failure) => failure.text), `Flaky, not counted: ${told}`].join('\n\n');
    return { ...report, failures: still, flaky, detail };
  }
  return { ...report, result: 'passed', summary: `${report.summary}, flaky: ${told}`, detail: '', failures: [], flaky };
}

/**
 * A green run, held against the tests that base has: those that the tree no longer lists are named, however many others
 * came. Fewer run than base has although the tree lists them (a process that ended itself, say) are a failure.
 */
async function allRan(check: Check, report: Report, it: Examining): Promise<Report> {
  const verifier = verifierOf(check.verifier);
  const { collect } = check;
  if (collect === undefined || verifier?.collected === undefined || it.baseline === null) return report;
  const namesIn = (seen: Seen | null) =>
    seen === null || seen.exitCode !== 0 ? null : (verifier.collected?.(check, seen.output ?? '') ?? null);
  const listing: Check = { ...check, id: `${check.id} (tests)`, argv: collect };
  const onBase = namesIn(await it.baseline.look(listing));
  if (onBase === null) return report;
  const here = namesIn(await it.lane.run(listing));
  if (here === null) return report;
  // Without any sum the run ended before its runner could print one.
  const ran = report.tests === undefined ? 0 : report.tests.passed + report.tests.failed + report.tests.skipped;
  if (ran < onBase.length && ran < here.length) {
    const summary = `only ${ran} of ${here.length} tests ran, and the run still ended as a success`;
    const detail = `${summary}. Something ends the process early, or the tests are filtered.`;
    return { ...report, result: 'failed', summary, detail };
  }
  const gone = without(onBase, here);
  if (gone.length === 0) return report;
  const some = gone.slice(0, 5).join(', ') + (gone.length > 5 ? ` and ${gone.length - 5} more` : '');
  const fewer =
    ran < onBase.length
      ? `${gone.length} fewer than base: ${some}`
      : `not listed any more, as they are on base: ${some}`;
  return { ...report, summary: `${report.summary}; ${fewer}`, names: { gone, come: without(here, onBase) } };
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

const nameOf = ({ test, text }: Failure): string => test ?? text.split('\n', 1)[0] ?? '';
