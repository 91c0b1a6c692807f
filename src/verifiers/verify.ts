import type { RepoConfig } from '../repo-config.ts';
import type { DependencyLayer } from '../sandbox/types.ts';
import { Baseline, type BaselineMemo, prepareAll } from './baseline.ts';
import { examine } from './examine.ts';
import { type Group, independentGroups } from './groups.ts';
import { installReports, strangeReports } from './install-report.ts';
import { installsOf } from './installs.ts';
import { Lane } from './lane.ts';
import { restoredFiles } from './list.ts';
import { strangePrograms } from './programs.ts';
import { Recalled } from './recalled.ts';
import { folderGone, notRun, noVerifier, unsupportedReport } from './report.ts';
import { selectChecks, usedBy } from './select.ts';
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
  } finally {
    // Nobody waits for the engine: what it can't remove now ends by its own time limit, or with the next sweep.
    void Promise.allSettled([lanes.close(), baseline?.close()]);
  }
  return inPlanOrder(reports, plan);
}

interface Running {
  spec: Verification;
  support: ReadonlySet<Check>;
  baseline: Baseline | null;
  recalled: Recalled;
  lanes: Lanes;
  say: (report: Report) => void;
}

/** The checks of one group, one after the other, in one lane; none is opened when all of them are remembered. */
async function runGroup(group: Group, it: Running): Promise<void> {
  const { context, plan, changedPaths } = it.spec;
  const known = new Map<Check, Report>();
  for (const check of group) {
    const report = it.support.has(check) ? null : await it.recalled.report(check);
    if (report !== null) known.set(check, report);
  }
  const unknown = group.filter((check) => !known.has(check) && !it.support.has(check));
  // What a build makes is needed by whatever comes after it, remembered or not.
  const needsBuilds = unknown.some(({ phase }) => phase === 'build' || phase === 'test');
  const failed: Check[] = [];
  let lane: Lane | null = null;
  try {
    for (const check of group) {
      context.signal.throwIfAborted();
      const remembered = known.get(check);
      const isSupport = it.support.has(check);
      const madeAnew = check.phase === 'build' && needsBuilds;
      if (remembered !== undefined && !madeAnew) {
        it.say(remembered);
        continue;
      }
      if (isSupport && !madeAnew) continue;
      const before = it.spec.keepGoing === true ? undefined : failed.find((other) => hides(other, check, plan));
      if (before !== undefined) {
        it.say(notRun(check, 'not_reached', `not run, because ${before.id} failed first`));
        continue;
      }
      lane ??= await it.lanes.take();
      context.onProgress({ kind: 'check_started', check: check.id });
      const report = await examine(check, { lane, baseline: it.baseline, changedPaths: new Set(changedPaths) });
      if (report.result === 'failed') failed.push(check);
      if (!isSupport) await it.recalled.remember(check, report);
      if (!isSupport || report.result !== 'passed') it.say(report);
    }
  } finally {
    if (lane !== null) it.lanes.giveBack(lane);
  }
}

/** Whether a failure makes a later check of the same component, or of one that uses it, a waste of time. */
function hides(failed: Check, check: Check, plan: Plan): boolean {
  if (check.verifier === 'custom' || failed.verifier === 'custom') return false;
  const near = check.component === failed.component || usedBy(plan.uses ?? [], check.component).has(failed.component);
  if (!near || check.phase === failed.phase) return false;
  // A formatter that can fix is run in fix mode before anybody reads of it.
  if (failed.phase === 'format') return failed.fix !== undefined && check.phase !== 'static';
  return check.phase === 'test' && (failed.phase === 'static' || failed.phase === 'build');
}

/** Sandboxes for the tree, opened when they are first needed and shared by groups one after the other. */
class Lanes {
  readonly #spec: Verification;
  readonly #layers: readonly DependencyLayer[];
  readonly #idle: Lane[] = [];
  readonly #all: Promise<Lane>[] = [];

  constructor(spec: Verification, layers: readonly DependencyLayer[]) {
    this.#spec = spec;
    this.#layers = layers;
  }

  take(): Promise<Lane> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    const lane = this.#open();
    this.#all.push(lane);
    return lane;
  }

  giveBack(lane: Lane): void {
    this.#idle.push(lane);
  }

  async #open(): Promise<Lane> {
    const { context, base, tree, scripts } = this.#spec;
    const sandbox = await context.open(tree, this.#layers, 'gate');
    if (base !== null && scripts !== 'tree') {
      for (const { path, content } of await restoredFiles(context.files(base), context.files(tree))) {
        await sandbox.writeFile(path, content);
      }
    }
    return new Lane(sandbox, context, this.#layers.length > 0);
  }

  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#all);
    await Promise.allSettled(opened.map((it) => (it.status === 'fulfilled' ? it.value.sandbox.close() : null)));
  }
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
