import { parseDiff } from '../guards/parse-diff.ts';
import { holdsWorkflows } from '../guards/protected-path.ts';
import { runGuards } from '../guards/run-guards.ts';
import type { DiffFile, Finding } from '../guards/types.ts';
import type { RepoConfig } from '../repo-config.ts';
import type { Mirror } from '../sandbox/types.ts';
import { measured } from '../telemetry/scope.ts';
import { firstLine } from '../text/clip.ts';
import { lineRanges } from '../text/line-ranges.ts';
import { planFrom } from '../verifiers/list.ts';
import type { Plan, Report } from '../verifiers/types.ts';
import { withoutLists } from '../verifiers/report.ts';
import { gateResult, reportText } from '../verifiers/verify.ts';
import { hearJudge, type JudgeSpec } from './gate/hear-judge.ts';
import { changedLines } from './gate/changed-lines.ts';
import { uncollectedTests } from './gate/uncollected.ts';
import { type OnBase, vacuousTests } from './gate/vacuous-test.ts';
import { treeFiles } from './tree-files.ts';
import type { GateReport } from './types.ts';

export interface GateSpec extends JudgeSpec {
  mirror: Mirror;
  baseSha: string;
  /** Exactly this tree is examined, and only this tree may be published on the strength of it. */
  tree: string;
  plan: Plan;
  config: RepoConfig;
  /** What was asked, as the guards read it. */
  task: string;
  /** The same for the judge, with hidden text labelled as such. */
  judgeTask: string;
  /** Carries out base's plan on a tree in fresh sandboxes, or the tree's own plan with its own scripts. */
  verify: (tree: string, own?: Plan) => Promise<Report[]>;
  /** Whether workflow files can be pushed at all; absent where they can't. Asked only for a change that holds some. */
  mayPushWorkflows?: () => Promise<boolean>;
}

/**
 * Guards, then all verifiers in a clean sandbox, then what only running can tell of the tests, then the judge: the
 * cheapest first, and the first that objects ends it. The report is bound to one tree and one base commit. Throws what
 * `hearJudge` throws, since a gate without its judge has not passed.
 */
export function runGate(spec: GateSpec): Promise<GateReport> {
  return measured('gate', {}, async (span) => {
    const report = await examine(spec);
    span?.set({ 'fettle.passed': report.passed, 'fettle.failed_at': report.failedAt ?? 'nowhere' });
    return report;
  });
}

async function examine(spec: GateSpec): Promise<GateReport> {
  const { mirror, baseSha, tree } = spec;
  const report: GateReport = {
    tree,
    baseSha,
    passed: false,
    unverified: false,
    plan: spec.plan,
    findings: [],
    reports: [],
    verdict: null,
    failedAt: null,
  };

  const baseTree = await mirror.treeOf(baseSha);
  const diff = await mirror.diff(baseSha, tree);
  const treePlan = await planFrom(treeFiles(mirror, tree), spec.config);
  const files = parseDiff(diff);
  report.findings = await guardFindings(spec, files, treePlan);
  const blocking = report.findings.filter(blocks);
  spec.say(
    'gate_guards',
    blocking.length === 0 ? 'Guards: nothing to object' : `Guards: ${blocking.map(named).join(', ')}`,
    report.findings,
  );
  if (blocking.length > 0) return { ...report, failedAt: 'guards' };

  let reports = await spec.verify(tree);
  if (report.findings.some((finding) => finding.rule === 'gate_changed')) {
    report.treePlan = treePlan;
    // Base's scripts are put back for base's plan, its other settings are not: what they collect is seen on base alone.
    const before = [...reports, ...(settingsChanged(report.findings) ? await spec.verify(baseTree) : [])];
    reports = [...reports, ...asChanged(before, await spec.verify(tree, treePlan))];
  }
  report.reports = reports.map(withoutLists);
  const verified = gateResult(report.reports, spec.config.unverified);
  report.unverified = verified.unverified.length > 0;
  spec.say('gate_verifiers', verifiersLine(report.reports), report.reports);
  if (!verified.passed) return { ...report, failedAt: 'verifiers' };

  const found = await foundByRunning(spec, files, report.findings, reports);
  report.findings = [...report.findings, ...found.findings];
  if (found.testsFailOnBase) report.testsFailOnBase = true;
  const lines = changedLines(reports, files);
  if (lines !== null) report.changedLines = lines;
  if (found.findings.length > 0)
    spec.say('gate_guards', `Tests: ${found.findings.map(named).join(', ')}`, found.findings);
  if (found.findings.some(blocks)) return { ...report, failedAt: 'guards' };

  const heard = await hearJudge(spec, { task: spec.judgeTask, diff, facts: factsText(report) });
  report.verdict = heard.verdict;
  report.judge = heard.judge;
  if (heard.verdict?.verdict === 'veto' && heard.judge.level === 'block') return { ...report, failedAt: 'judge' };
  return { ...report, passed: true };
}

const blocks = (finding: Finding): boolean => finding.allowed === undefined;

function named({ rule, file, allowed }: Finding): string {
  const where = file === '' ? '' : ` in ${file}`;
  return `${rule.replaceAll('_', ' ')}${where}${allowed === undefined ? '' : ' (allowed)'}`;
}

/** Tests that show nothing, and tests that the runner no longer finds: the diff alone can't tell. */
async function foundByRunning(
  spec: GateSpec,
  diff: DiffFile[],
  guards: readonly Finding[],
  reports: readonly Report[],
): Promise<OnBase> {
  // Other settings that the task asks for may collect less; it is still said.
  const settings = guards.find(({ rule }) => rule === 'gate_changed')?.allowed;
  const ofBasePlan = reports.filter(({ check }) => !check.endsWith(AS_CHANGED));
  const uncollected = uncollectedTests(ofBasePlan, diff, settings);
  if (uncollected.some(blocks)) return { findings: uncollected, testsFailOnBase: false };
  const onBase = await vacuousTests({ ...spec, diff, reports });
  return { ...onBase, findings: [...uncollected, ...onBase.findings] };
}

async function guardFindings(spec: GateSpec, diff: DiffFile[], treePlan: Plan): Promise<Finding[]> {
  const { mirror, baseSha, tree, config, plan } = spec;
  const changes = await mirror.changes(baseSha, tree);
  return runGuards({
    diff,
    changes,
    task: spec.task,
    baseGate: plan.gateFiles,
    treeGate: treePlan.gateFiles,
    limits: { maxFiles: config.limits.files, maxBytes: config.limits.bytes, protectedPaths: config.protected },
    layerPaths: plan.installs.flatMap((install) => install.outputs),
    mayPushWorkflows: holdsWorkflows(changes) && ((await spec.mayPushWorkflows?.()) ?? false),
    read: async (side, path) =>
      (await mirror.readFile(side === 'base' ? baseSha : tree, path))?.toString('utf8') ?? null,
  });
}

const settingsChanged = (findings: readonly Finding[]): boolean =>
  findings.some(({ rule, why }) => rule === 'gate_changed' && !why.startsWith('`scripts` in '));

const AS_CHANGED = ' (as changed)';

/** Reports of the tree's own plan, told apart from base's, and with a word about tests that it no longer collects. */
function asChanged(before: readonly Report[], after: readonly Report[]): Report[] {
  return after.map((report) => {
    const most = Math.max(0, ...before.filter((one) => one.check === report.check).map(collected));
    const lost = most - collected(report);
    const fewer = lost > 0 ? `; collects ${lost} ${lost === 1 ? 'test' : 'tests'} fewer than with base's settings` : '';
    return { ...report, check: `${report.check}${AS_CHANGED}`, summary: `${report.summary}${fewer}` };
  });
}

function collected({ tests }: Report): number {
  return (tests?.passed ?? 0) + (tests?.failed ?? 0);
}

function verifiersLine(reports: readonly Report[]): string {
  return `Verifiers: ${reports.map((report) => `${report.check} ${report.result.replaceAll('_', ' ')}`).join(', ')}`;
}

/** What the judge is told of guards and verifiers: results, never instructions. */
function factsText({ findings, reports, changedLines: lines, testsFailOnBase }: GateReport): string {
  const allowed = findings.map(
    (finding) => `- guard ${finding.rule}: ${finding.file}: allowed, ${finding.allowed ?? ''}`,
  );
  const unrun = (lines?.unrun ?? []).map(
    ({ file, lines: its }) =>
      `- ${file}: no test of ${lines?.checks.join(', ')} ran its changed lines ${firstLine(lineRanges(its), 500)}`,
  );
  const shown =
    testsFailOnBase === true ? ["- of the change's new or changed tests, some fail on base without it"] : [];
  return [reportText(reports), ...allowed, ...shown, ...unrun].join('\n');
}
