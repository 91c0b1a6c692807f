import type { EnvironmentProblem } from '../sandbox/environment.ts';
import type { Seen } from './run-check.ts';
import type { Check, CouldNotRunReason, Failure, Report, Unsupported } from './types.ts';

/** How base stands for one check: what running it there showed, or that nothing could be installed there. */
export type OnBase = Seen | 'no_install';

type Look =
  | { kind: 'passed' }
  /** The tool judged the tree and found it wanting. */
  | { kind: 'red' }
  /** Base is asked whether it is the change's doing: a test that hangs or floods memory only here has failed. */
  | { kind: 'could_not_run'; reason: CouldNotRunReason; why: string };

/** What a check's outcome says by itself, before anybody looks at base. */
export function look(check: Check, seen: Seen): Look {
  const { distilled } = seen;
  const failing = distilled.failures.length > 0 || (distilled.tests?.failed ?? 0) > 0;
  if (seen.status === 'timed_out') {
    if (check.phase === 'test' && (distilled.tests?.failed ?? 0) > 0) return { kind: 'red' };
    const why = `stopped after ${duration(check.timeoutMs)}, its time limit`;
    return { kind: 'could_not_run', reason: 'timed_out', why };
  }
  if (seen.status === 'out_of_memory') {
    return { kind: 'could_not_run', reason: 'out_of_memory', why: 'ran out of memory' };
  }
  const ran = distilled.tests === undefined ? null : distilled.tests.passed + distilled.tests.failed;
  if (check.phase === 'test' && !failing && (ran === 0 || distilled.couldNotRun === 'no_tests')) {
    return { kind: 'could_not_run', reason: 'no_tests', why: 'no test ran' };
  }
  if (seen.exitCode === 0) return { kind: 'passed' };
  if (distilled.couldNotRun !== undefined) {
    return { kind: 'could_not_run', reason: distilled.couldNotRun, why: distilled.summary };
  }
  if (seen.exitCode === 127 && (distilled.tests?.failed ?? 0) === 0) {
    return { kind: 'could_not_run', reason: 'tool_missing', why: 'a command was not found' };
  }
  return { kind: 'red' };
}

/** Whether the report depends on how the check stands on base. */
export function needsBase(check: Check, seen: Seen): boolean {
  const first = look(check, seen);
  return first.kind !== 'passed' || deniesFailures(check, seen);
}

/** Tests failed and the command still ended as a success: something swallows the exit code, or ends the runner early. */
const deniesFailures = (check: Check, { exitCode, distilled }: Seen): boolean =>
  check.phase === 'test' && exitCode === 0 && (distilled.tests?.failed ?? 0) > 0;

/**
 * A check's report. `base` is null when base was not needed or cannot be run (a person's own checkout). Only what base
 * shows too is `pre_existing`; what base hides, because nothing was installed, compiled or collected there, is
 * `could_not_run{base_red}`; whatever else is red is `failed`.
 */
export function toReport(check: Check, seen: Seen, base: OnBase | null): Report {
  const failures = recognised(seen.distilled.failures);
  const about = {
    check: check.id,
    component: check.component,
    phase: check.phase,
    command: check.command,
    durationMs: seen.durationMs,
    ...(seen.distilled.tests === undefined ? {} : { tests: seen.distilled.tests }),
  };
  const { distilled } = seen;
  const first = look(check, seen);
  if (first.kind === 'passed') {
    const passed = { ...about, result: 'passed' as const, summary: distilled.summary, detail: '', failures: [] };
    return deniesFailures(check, seen) ? denied(check, seen, base, passed) : passed;
  }
  const onBase = base === null || base === 'no_install' ? null : look(check, base);
  const baseline =
    onBase === null ? {} : { baseline: onBase.kind === 'passed' ? ('green' as const) : ('red' as const) };
  if (first.kind === 'could_not_run') {
    if (onBase?.kind === 'passed') {
      const summary = `${first.why}; on the base commit this check passes`;
      const result = 'failed';
      return { ...about, ...baseline, result, summary, detail: distilled.text, failures };
    }
    const result = 'could_not_run';
    const { reason, why: summary } = first;
    return { ...about, ...baseline, result, reason, summary, detail: distilled.text, failures: [] };
  }
  const red = { ...about, ...baseline, detail: distilled.text };
  if (base === 'no_install')
    return baseRed(red, "the base commit can't be installed, so it can't be compared", distilled.failures);
  if (base === null || onBase?.kind !== 'red') {
    return { ...red, result: 'failed', summary: distilled.summary, failures };
  }
  return compare(check, seen, base, red);
}

/**
 * Where base does the same, its tool counts what it tests among its own results, or people chose to let it pass; where
 * base does not, the change hides its failures.
 */
function denied(check: Check, seen: Seen, base: OnBase | null, passed: Report): Report {
  const fact = `${count(seen.distilled.tests?.failed ?? 0, 'test')} failed, and the command ended as a success all the same`;
  if (base === null || base === 'no_install' || deniesFailures(check, base)) {
    return { ...passed, summary: `${passed.summary} (${fact})` };
  }
  const summary = `${fact}, which it does not do on the base commit`;
  const baseline = look(check, base).kind === 'passed' ? 'green' : 'red';
  return { ...passed, result: 'failed', baseline, summary, detail: `${summary}.` };
}

type Red = Omit<Report, 'result' | 'summary' | 'failures' | 'reason'>;

/** Both are red: which failures are new, and did base even get as far as to show its own? */
function compare(check: Check, seen: Seen, base: Seen, red: Red): Report {
  const distilled = { ...seen.distilled, failures: recognised(seen.distilled.failures) };
  const onBase = recognised(base.distilled.failures);
  const fresh = newFailures(distilled.failures, onBase);
  const unparsed = distilled.failures.length === 0 || onBase.length === 0;
  const same = unparsed ? distilled.text === base.distilled.text : fresh.length === 0;
  const more =
    (distilled.tests?.failed ?? 0) > (base.distilled.tests?.failed ?? 0) && base.distilled.tests !== undefined;
  if (check.phase === 'test' && collectedNothing(base)) {
    return baseRed(red, 'no test could be run on the base commit either', distilled.failures);
  }
  if (!same || more) {
    const known = distilled.failures.length - fresh.length;
    if (unparsed || known === 0 || fresh.length === 0) {
      return { ...red, result: 'failed', summary: distilled.summary, failures: distilled.failures };
    }
    const summary = `${count(fresh.length, 'failure')} that the base commit does not have (${known} more it has too)`;
    const detail = [summary, ...fresh.map((failure) => failure.text)].join('\n\n');
    return { ...red, result: 'failed', summary, detail, failures: fresh };
  }
  if (check.phase === 'build' || onBase.some(hidesOthers)) {
    const what =
      check.phase === 'build'
        ? 'it does not build on the base commit either'
        : 'test files fail to load on the base commit too';
    return baseRed(red, what, distilled.failures);
  }
  const summary = `as red on the base commit: ${distilled.summary}`;
  return { ...red, result: 'pre_existing', summary, failures: distilled.failures };
}

const baseRed = (red: Red, summary: string, failures: Failure[]): Report => ({
  ...red,
  result: 'could_not_run',
  reason: 'base_red',
  summary,
  failures,
});

/** Error-like lines that no reader understood are noise beside recognised failures, and all there is without them. */
function recognised(failures: readonly Failure[]): Failure[] {
  const known = failures.filter((failure) => !failure.key.startsWith('generic|'));
  return known.length > 0 ? known : [...failures];
}

/** Failures of which base has fewer. Keys carry no numbers, so two tests can share one: they are counted. */
export function newFailures(here: readonly Failure[], onBase: readonly Failure[]): Failure[] {
  const left = new Map<string, number>();
  for (const { key } of onBase) left.set(key, (left.get(key) ?? 0) + 1);
  return here.filter(({ key }) => {
    const known = left.get(key) ?? 0;
    left.set(key, known - 1);
    return known <= 0;
  });
}

/** A test file that can't be loaded hides all its tests, on base as here. */
const LOAD_FAILURE =
  /test suite failed to run|cannot find (module|package)|ERR_MODULE_NOT_FOUND|\bSyntaxError\b|failed to (load|collect|resolve import)|ERROR collecting|ImportError|ModuleNotFoundError/i;
/** node:test says of a file that did not load, or died, no more than its name and this. */
const FILE_FAILED = /^(?:not ok \d+ (?:- )?)?\S+\.[cm]?[jt]sx?\n[\s\S]*'test failed'/;
const hidesOthers = ({ text }: Failure): boolean => LOAD_FAILURE.test(text) || FILE_FAILED.test(text);

const collectedNothing = (base: Seen): boolean =>
  (base.distilled.tests?.passed ?? 0) === 0 &&
  recognised(base.distilled.failures).length > 0 &&
  recognised(base.distilled.failures).every(hidesOthers);

/** A report for readers: whole lists of tests and lines are of no use to them, and large. */
export function withoutLists(report: Report): Report {
  const rest = { ...report };
  delete rest.names;
  delete rest.unrun;
  return rest;
}

/** Nothing was run: the report of a check that a failed install keeps from running, or of a component we can't check. */
export function notRun(check: Check, reason: CouldNotRunReason, summary: string): Report {
  const { id, component, phase, command } = check;
  return {
    check: id,
    component,
    phase,
    command,
    result: 'could_not_run',
    reason,
    summary,
    detail: '',
    failures: [],
    durationMs: 0,
  };
}

export function folderGone(check: Check): Report {
  const { id, component, phase, command } = check;
  const summary = `the change removed the folder ${check.cwd}, in which this check runs`;
  return { check: id, component, phase, command, result: 'failed', summary, detail: '', failures: [], durationMs: 0 };
}

/** No sandbox could be opened as the repository wants it: a service did not come up, say. */
export function environmentMissing(check: Check, { reason, message }: EnvironmentProblem): Report {
  const [summary = '', ...said] = message.split('\n');
  return { ...notRun(check, reason, summary), detail: said.join('\n') };
}

export function unsupportedReport({ verifier, component, reason, summary }: Unsupported): Report {
  const check = component === '' ? verifier : `${verifier} ${component}`;
  const about = { check, component, phase: 'test' as const, command: '', reason, summary };
  return { ...about, result: 'could_not_run', detail: '', failures: [], durationMs: 0 };
}

/** No verifier applies to this change: that is said, never taken for a pass. */
export function noVerifier(): Report {
  const summary =
    'no verifier applies to this change: add a test script, or name a command under `verifiers:` in .github/fettle.yml';
  return unsupportedReport({ verifier: 'none', component: '', reason: 'no_verifier', summary });
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const duration = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
