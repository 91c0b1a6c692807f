import { isNamedAsTest, isTestPath } from '../../guards/test-code/language.ts';
import type { DiffFile, Finding } from '../../guards/types.ts';
import type { Mirror } from '../../sandbox/types.ts';
import { firstLine } from '../../text/clip.ts';
import { inComponent } from '../../verifiers/components.ts';
import { verifierOf } from '../../verifiers/list.ts';
import type { Check, Plan, Report } from '../../verifiers/types.ts';
import { asksForTestsOfToday, isFix } from './is-fix.ts';

export interface VacuousSpec {
  mirror: Mirror;
  baseSha: string;
  tree: string;
  plan: Plan;
  task: string;
  diff: readonly DiffFile[];
  /** What the checks said of the tree itself. */
  reports: readonly Report[];
  /** Carries out a plan on a tree, in fresh sandboxes, compared with base. */
  verify: (tree: string, plan: Plan) => Promise<Report[]>;
}

/** What the change's tests showed on base. */
export interface OnBase {
  findings: Finding[];
  /** At least one of them fails there, as it should. False where nobody looked, or nobody can say. */
  testsFailOnBase: boolean;
}

const NOTHING: OnBase = { findings: [], testsFailOnBase: false };

/** Material of tests that is no code: it goes to base together with the tests. */
const MATERIAL = /(^|\/)(__snapshots__|__fixtures__|fixtures|testdata|golden|__mocks__|test-data)\/|\.snap$/;
/** Beside the tests, only such files changed: base with the tests is the tree itself, as far as tests can tell. */
const NO_CODE = /\.(md|mdx|rst|txt|adoc)$|(^|\/)(changelog|license|authors|contributors)[^/]*$/i;

/** How a test case begins, where a file in a folder of tests has no name that says so. */
const CASE =
  /(?<![\w.$])(?:it|test|specify)(?:\.\w+)*\s*[(`]|\bdef test|@Test\b|\bfunc Test|#\[\w*(?:::)?test\b|\[(?:Fact|Theory|Test\w*)\b|^@test\b/m;

const ofTests = (path: string): boolean => isTestPath(path) || MATERIAL.test(path);

/**
 * A fix comes with a test that fails without it: the change's test files are put on base, and the tests in them are run
 * there. When all of them pass, they show nothing. A test that can't even be built there counts as failing, and what
 * could not be run says nothing either way. Costs a run of the tests, and none where the task is no fix or no test was
 * added or changed. Tests inside of source files (Rust) can't be parted from the fix and are not looked at.
 */
export async function vacuousTests(spec: VacuousSpec): Promise<OnBase> {
  const { mirror, baseSha, tree, plan, task } = spec;
  if (!isFix(task)) return NOTHING;
  const files = await withNewTests(spec);
  if (files.length === 0) return NOTHING;
  const changes = await mirror.changes(baseSha, tree);
  if (changes.every(({ path }) => ofTests(path) || NO_CODE.test(path))) return NOTHING;
  const onBase = await mirror.graft(
    baseSha,
    changes.filter(({ path }) => ofTests(path)),
  );
  // A narrowed run that selects nothing shows nothing: then all tests of the component are run.
  for (const narrow of [true, false]) {
    const its = testsOnBase(plan, files, narrow);
    if (!its.checks.some((check) => check.phase === 'test')) return NOTHING;
    const reports = await spec.verify(onBase, its);
    const seen = failOnBase(reports, spec.reports);
    if (seen === 'fail') return { findings: [], testsFailOnBase: true };
    if (seen === 'pass') return { findings: [finding(files, task)], testsFailOnBase: false };
    if (its.checks.every((check) => check.argv === planned(plan, check)?.argv)) return NOTHING;
  }
  return NOTHING;
}

/** Test files of the change that have cases, and lines that base does not have. */
async function withNewTests({ mirror, tree, diff }: VacuousSpec): Promise<string[]> {
  const found: string[] = [];
  for (const { path, status, binary, hunks } of diff) {
    if (status === 'deleted' || binary || !isTestPath(path)) continue;
    if (!hunks.some((hunk) => hunk.added.some(({ text }) => text.trim() !== ''))) continue;
    const text = (await mirror.readFile(tree, path))?.toString('utf8') ?? '';
    if (isNamedAsTest(path) || CASE.test(text)) found.push(path);
  }
  return found;
}

const SUFFIX = ' (changed tests on base)';
const planned = (plan: Plan, check: Check): Check | undefined =>
  plan.checks.find(({ id }) => `${id}${SUFFIX}` === check.id);

/**
 * Builds and tests of base's plan under names of their own, so that what they show is never taken for base's. Without
 * listings: how many tests base itself has is of no interest here.
 */
function testsOnBase(plan: Plan, files: readonly string[], narrow: boolean): Plan {
  const checks = plan.checks.flatMap((check): Check[] => {
    if (check.phase !== 'build' && check.phase !== 'test') return [];
    const its = files.filter((path) => inComponent(check.component, path));
    if (check.phase === 'test' && its.length === 0) return [];
    // A name that begins like an option would be taken for one.
    const selectable = narrow && check.phase === 'test' && !its.some((path) => /(^|\/)-/.test(path));
    const narrowed = selectable ? verifierOf(check.verifier)?.onlyFiles?.(check, its) : null;
    const { collect: _, ...rest } = narrowed ?? check;
    return [{ ...rest, id: `${check.id}${SUFFIX}` }];
  });
  return { ...plan, checks, unsupported: [] };
}

/** What the change's tests did on base: at least one failed, all of them passed, or nobody can say. */
export function failOnBase(onBase: readonly Report[], onTree: readonly Report[]): 'fail' | 'pass' | 'unknown' {
  const wasRed = (report: Report) => {
    // As red as base, and less red with the fix: the change's tests, or those it mends, do fail without it.
    const mended = onTree.find(({ check }) => `${check}${SUFFIX}` === report.check);
    return report.result === 'pre_existing' && report.failures.length > (mended?.failures.length ?? 0);
  };
  if (onBase.some((report) => report.result === 'failed' || wasRed(report))) return 'fail';
  if (onBase.some((report) => report.result === 'could_not_run')) return 'unknown';
  return onBase.some(({ phase, tests }) => phase === 'test' && (tests?.passed ?? 1) > 0) ? 'pass' : 'unknown';
}

function finding(files: readonly string[], task: string): Finding {
  const asked = asksForTestsOfToday(task);
  const rest = files.length > 1 ? ` (and those of ${files.slice(1, 6).join(', ')})` : '';
  const fact = `The task is a fix, and all tests of this file${rest} pass without it: none of them shows what was wrong.`;
  const about = { rule: 'vacuous_test' as const, file: files[0] ?? '', hunk: null };
  if (asked !== null) return { ...about, why: fact, allowed: `the task says: ${firstLine(asked, 160)}` };
  const advice =
    'Make a test fail on the base commit as the task describes it, or take out the tests that show nothing.';
  return { ...about, why: `${fact} ${advice}` };
}
