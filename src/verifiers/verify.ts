import { posix } from 'node:path';
import { type RepoConfig, readRepoConfig } from '../repo-config.ts';
import type { InstallSpec } from '../sandbox/types.ts';
import { clip } from '../text/clip.ts';
import { Baseline, type BaselineMemo, type FailedInstall, prepareAll } from './baseline.ts';
import { distil } from './distil/distil.ts';
import { planFrom, restoredFiles } from './list.ts';
import { folderGone, needsBase, notRun, noVerifier, toReport, unsupportedReport } from './report.ts';
import { strangePrograms } from './programs.ts';
import { runCheck } from './run-check.ts';
import { selectChecks } from './select.ts';
import type { Check, Plan, RepoFiles, Report, VerifyContext } from './types.ts';

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
}

/** Looks at a tree with all verifiers that the change calls for, in one fresh sandbox. */
export async function verify(spec: Verification): Promise<Report[]> {
  const { plan, context } = spec;
  const { checks: selected, unsupported } = selectChecks(plan, spec.changedPaths, spec.only ?? 'changed');
  const reports: Report[] = [];
  const say = (report: Report) => {
    reports.push(report);
    context.onProgress({ kind: 'check_finished', report });
  };
  for (const it of unsupported) say(unsupportedReport(it));
  const { checks, gone } = await stillThere(spec, selected);
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
  const sandbox = await context.open(spec.tree, layers, 'gate');
  try {
    if (baseline !== null && installs !== plan.installs) {
      const folders = installs.flatMap((install) => install.outputs);
      const strange = await strangePrograms(sandbox, () => baseline.sandbox(), folders, context.signal);
      if (strange.length > 0) {
        for (const report of strangeReports(installs, strange, checks)) say(report);
        return reports;
      }
    }
    if (spec.base !== null && spec.scripts !== 'tree') {
      for (const { path, content } of await restoredFiles(context.files(spec.base), context.files(spec.tree))) {
        await sandbox.writeFile(path, content);
      }
    }
    for (const check of checks) {
      context.signal.throwIfAborted();
      context.onProgress({ kind: 'check_started', check: check.id });
      const seen = await runCheck(sandbox, check, context.signal);
      const onBase = baseline !== null && needsBase(check, seen) ? await baseline.of(check) : null;
      say(toReport(check, seen, onBase));
    }
  } finally {
    // Nobody waits for the engine: what it can't remove now ends by its own time limit, or with the next sweep.
    void Promise.allSettled([sandbox.close(), baseline?.close()]);
  }
  return reports;
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

/**
 * Base's installs, or, when the change touches what they read, those of the tree under base's rules: it can reach no
 * host that base does not name, and install scripts stay as base has them.
 */
async function installsOf(spec: Verification): Promise<InstallSpec[]> {
  const { plan, context, tree, config = readRepoConfig(null) } = spec;
  if (spec.base === null) return plan.installs;
  const inputs = new Set(plan.installs.flatMap((install) => [...install.files.keys()]));
  const names = new Set([
    ...[...inputs].map((path) => posix.basename(path)),
    'package.json',
    'package-lock.json',
    '.npmrc',
  ]);
  if (!spec.changedPaths.some((path) => inputs.has(path) || names.has(posix.basename(path)))) return plan.installs;
  const allowed = new Set([...plan.installs.flatMap((install) => install.hosts), ...config.install.hosts]);
  const { installs } = await planFrom(context.files(tree), config);
  const settings = spec.scripts === 'tree' ? null : context.files(spec.base);
  return Promise.all(
    installs.map(async (install) => ({
      ...install,
      hosts: install.hosts.filter((host) => allowed.has(host)),
      files: settings === null ? install.files : await withSettings(install, settings),
    })),
  );
}

/** What the installer itself does is base's to say: its settings name programs (`git=`), registries and proxies. */
async function withSettings({ cwd, files }: InstallSpec, base: RepoFiles): Promise<InstallSpec['files']> {
  const path = posix.join(cwd, '.npmrc');
  const text = await base.read(path);
  const all = new Map(files);
  if (text === null) all.delete(path);
  else all.set(path, Buffer.from(text));
  return all;
}

/**
 * The install is the change's fault when base's own works; when base's fails in the same way it hides everything after
 * it. Either way no check can be run.
 */
async function installReports(spec: Verification, checks: readonly Check[], failed: FailedInstall): Promise<Report[]> {
  const { result, spec: install } = failed;
  const id = `${install.argv[0] ?? 'install'}:install${install.cwd === '' ? '' : ` ${install.cwd}`}`;
  const distilled = await distil(result.output, { exitCode: 1, tool: install.argv[0] ?? 'npm' });
  const refused = result.refused.length === 0 ? '' : `; refused hosts: ${result.refused.join(', ')}`;
  const command = install.argv.join(' ');
  const about = { check: id, component: install.cwd, phase: 'build' as const, command, durationMs: 0 };
  const detail = distilled.text;
  const changed = !spec.plan.installs.some((other) => sameInstall(other, install));
  const skipped = (reason: Report['reason'] & string) =>
    checks.map((check) => notRun(check, reason, 'not run, because the install before it did not succeed'));
  if (
    changed &&
    result.reason === 'install_failed' &&
    Array.isArray(await prepareAll(spec.plan.installs, spec.context))
  ) {
    const summary = `the install fails with the changed manifests${refused}`;
    const { failures } = distilled;
    return [{ ...about, result: 'failed', summary, detail, failures }, ...skipped('install_failed')];
  }
  const reason = result.reason === 'install_failed' && spec.base !== null ? 'base_red' : result.reason;
  const summary = `the dependencies could not be installed (${result.reason})${refused}`;
  return [{ ...about, result: 'could_not_run', reason, summary, detail, failures: [] }, ...skipped(reason)];
}

/** What would run then is not what base's commands mean, so nothing is run. */
function strangeReports(
  installs: readonly InstallSpec[],
  strange: readonly string[],
  checks: readonly Check[],
): Report[] {
  const [install] = installs;
  const about = {
    check: `${install?.argv[0] ?? 'npm'}:install`,
    component: install?.cwd ?? '',
    phase: 'build' as const,
  };
  const summary = `the changed dependencies bring programs that stand in for others in every script: ${clip(strange.join(', '), 300)}`;
  const detail = `${summary}\nLeave them out, or take packages that bring no program of that name.`;
  const command = install?.argv.join(' ') ?? '';
  return [
    { ...about, command, result: 'failed', summary, detail, failures: [], durationMs: 0 },
    ...checks.map((check) => notRun(check, 'install_failed', 'not run, because of the programs above')),
  ];
}

function sameInstall(a: InstallSpec, b: InstallSpec): boolean {
  return (
    a.cwd === b.cwd &&
    a.argv.join('\0') === b.argv.join('\0') &&
    a.files.size === b.files.size &&
    [...a.files].every(([path, content]) => b.files.get(path)?.equals(content) === true)
  );
}
