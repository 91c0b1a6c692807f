import type { RepoConfig } from '../repo-config.ts';
import { EnvironmentProblem } from '../sandbox/environment.ts';
import { Baseline, type BaselineMemo, prepareAll } from './baseline.ts';
import { independentGroups } from './groups.ts';
import { installReports, strangeReports } from './install-report.ts';
import { installsOf } from './installs.ts';
import { Lanes } from './lanes.ts';
import { strangePrograms } from './programs.ts';
import { Recalled } from './recalled.ts';
import { environmentMissing, folderGone, noVerifier, unsupportedReport } from './report.ts';
import { runGroup } from './run-group.ts';
import { selectChecks } from './select.ts';
import type { Check, Plan, Report, VerifyContext } from './types.ts';

export { gatePasses, gateResult } from './gate-result.ts';
export { reportText } from './report-text.ts';

export interface Verification {
  /** Made from base; what is run is fixed by it. */
  plan: Plan;
  /** Null where there is no base to compare with (a person's own checkout): then whatever is red is `failed`. */
  base: string | null;
  tree: string;
  /** Paths that differ between base and tree. */
  changedPaths: readonly string[];
  context: VerifyContext;
  /** Default `changed`: the checks that the change calls for. */
  only?: 'changed' | 'all';
  /** The base commit's; the rules for installs of a tree that changes manifests. Default: no file. */
  config?: RepoConfig;
  /** Keeps what is known of base between verifications of one run. */
  baseline?: BaselineMemo;
  /** `tree`: run the tree's own scripts, for the second run after an allowed change of the gate. Default `base`. */
  scripts?: 'base' | 'tree';
  /** Run a component's tests also when its static checks or its build failed. Default: a syntax error costs a second. */
  keepGoing?: boolean;
  /** Run green tests once more to see which changed lines they run, where their tool can tell and that is quick. */
  measure?: boolean;
}

/**
 * Looks at a tree with all verifiers that the change calls for, in fresh sandboxes: independent components side by side
 * in as many lanes as the context has room for, unchanged ones from memory.
 */
export async function verify(spec: Verification): Promise<Report[]> {
  const { plan, context } = spec;
  const selected = selectChecks(plan, spec.changedPaths, spec.only ?? 'changed');
  const reports: Report[] = [];
  const say = (report: Report) => {
    reports.push(report);
    context.onProgress({ kind: 'check_finished', report });
  };
  for (const it of selected.unsupported) say(unsupportedReport(it));
  const { checks, gone } = await stillThere(spec, selected.checks);
  for (const check of gone) say(folderGone(check));
  if (checks.length === 0) {
    if (reports.length === 0) say(noVerifier());
    return reports;
  }
  const installs = await installsOf(spec);
  const layers = await prepareAll(installs, context);
  if (!Array.isArray(layers)) {
    for (const report of await installReports(spec, checks, layers)) say(report);
    return reports;
  }
  const baseline = spec.base === null ? null : new Baseline(plan, spec.base, context, spec.baseline);
  const lanes = new Lanes(spec, layers);
  try {
    if (baseline !== null && installs !== plan.installs) {
      const folders = installs.flatMap((install) => install.outputs);
      const ofBase = async () => (await baseline.lane())?.sandbox ?? null;
      const first = await lanes.take();
      const strange = await strangePrograms(first.sandbox, ofBase, folders, context.signal);
      lanes.giveBack(first);
      if (strange.length > 0) {
        for (const report of strangeReports(installs, strange, checks)) say(report);
        return reports;
      }
    }
    const recalled = new Recalled(spec, layers);
    const groups = independentGroups([...checks, ...selected.support], plan.uses ?? []);
    const support = new Set(selected.support);
    await sideBySide(groups, context.lanes ?? 1, (group) =>
      runGroup(group, { spec, support, baseline, recalled, lanes, say }),
    );
  } catch (error) {
    if (!(error instanceof EnvironmentProblem)) throw error;
    const known = new Set(reports.map((report) => report.check));
    for (const check of checks) if (!known.has(check.id)) say(environmentMissing(check, error));
  } finally {
    // Nobody waits for the engine: what it can't remove now ends by its own time limit, or with the next sweep.
    void Promise.allSettled([lanes.close(), baseline?.close()]);
  }
  return inPlanOrder(reports, plan);
}

async function sideBySide<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.max(1, lanes) }, lane));
  for (const it of ended) if (it.status === 'rejected') throw it.reason;
}

function inPlanOrder(reports: readonly Report[], plan: Plan): Report[] {
  const place = new Map(plan.checks.map((check, index) => [check.id, index]));
  return [...reports].sort((a, b) => (place.get(a.check) ?? -1) - (place.get(b.check) ?? -1));
}

/**
 * Checks whose folder the change removed can't be run. With it went what configures them, which is a finding of the
 * guards; where nothing there does, it is said here.
 */
async function stillThere(spec: Verification, checks: readonly Check[]): Promise<{ checks: Check[]; gone: Check[] }> {
  if (checks.every((check) => check.cwd === '')) return { checks: [...checks], gone: [] };
  const paths = await spec.context.files(spec.tree).list();
  const there = (check: Check) => check.cwd === '' || paths.some((path) => path.startsWith(`${check.cwd}/`));
  const guarded = (check: Check) => spec.plan.gateFiles.some((file) => file.path.startsWith(`${check.cwd}/`));
  return { checks: checks.filter(there), gone: checks.filter((check) => !there(check) && !guarded(check)) };
}
