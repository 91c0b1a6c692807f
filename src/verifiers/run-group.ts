import type { Baseline } from './baseline.ts';
import { examine } from './examine.ts';
import type { Group } from './groups.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import type { Recalled } from './recalled.ts';
import { notRun } from './report.ts';
import { usedBy } from './select.ts';
import type { Check, Plan, Report } from './types.ts';
import type { Verification } from './verify.ts';

export interface Running {
  spec: Verification;
  support: ReadonlySet<Check>;
  baseline: Baseline | null;
  recalled: Recalled;
  lanes: Lanes;
  say: (report: Report) => void;
}

/** The checks of one group, one after the other, in one lane; none is opened when all of them are remembered. */
export async function runGroup(group: Group, it: Running): Promise<void> {
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
        it.say(notRun(check, 'not_reached', `${before.id} failed first`));
        continue;
      }
      lane ??= await it.lanes.take();
      context.onProgress({ kind: 'check_started', check: check.id });
      const report = await examine(check, {
        lane,
        baseline: it.baseline,
        changedPaths: new Set(changedPaths),
        measure: it.spec.measure === true,
        signal: context.signal,
      });
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
