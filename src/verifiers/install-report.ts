import { refusalText, wantedGitHub } from '../sandbox/refusals.ts';
import type { InstallSpec } from '../sandbox/types.ts';
import { clip } from '../text/clip.ts';
import { type FailedInstall, prepareAll } from './baseline.ts';
import { distil } from './distil/distil.ts';
import { type Installing, sameInstall } from './installs.ts';
import { notRun } from './report.ts';
import type { Check, Report } from './types.ts';

/**
 * The install is the change's fault when base's own works; when base's fails in the same way it hides everything after
 * it. Either way no check can be run.
 */
export async function installReports(
  spec: Installing,
  checks: readonly Check[],
  failed: FailedInstall,
): Promise<Report[]> {
  const { result, spec: install } = failed;
  const distilled = await distil(result.output, { exitCode: 1, tool: plainly(install.argv)[0] ?? 'npm' });
  const asked = refusalText(result.refused);
  const refused = asked === '' ? '' : `; ${asked}`;
  const about = { ...aboutInstall(install), durationMs: 0, detail: distilled.text };
  const changed = !spec.plan.installs.some((other) => sameInstall(other, install));
  const skipped = (reason: Report['reason'] & string) =>
    checks.map((check) => notRun(check, reason, 'not run, because the install before it did not succeed'));
  if (
    changed &&
    result.reason === 'install_failed' &&
    !wantedGitHub(result.refused) &&
    Array.isArray(await prepareAll(spec.plan.installs, spec.context))
  ) {
    const summary = `the install fails with the changed manifests${refused}`;
    const { failures } = distilled;
    return [{ ...about, result: 'failed', summary, failures }, ...skipped('install_failed')];
  }
  // What the sandbox forbids is neither the change's fault nor base's.
  const forbidden = changed && wantedGitHub(result.refused);
  const reason = result.reason === 'install_failed' && spec.base !== null && !forbidden ? 'base_red' : result.reason;
  const summary = `the dependencies could not be installed (${result.reason})${refused}`;
  return [{ ...about, result: 'could_not_run', reason, summary, failures: [] }, ...skipped(reason)];
}

/** What would run then is not what base's commands mean, so nothing is run. */
export function strangeReports(
  installs: readonly InstallSpec[],
  strange: readonly string[],
  checks: readonly Check[],
): Report[] {
  const summary = `the changed dependencies bring programs that stand in for others in every script: ${clip(strange.join(', '), 300)}`;
  const detail = `${summary}\nLeave them out, or take packages that bring no program of that name.`;
  const about = aboutInstall(installs[0] as InstallSpec);
  return [
    { ...about, result: 'failed', summary, detail, failures: [], durationMs: 0 },
    ...checks.map((check) => notRun(check, 'install_failed', 'not run, because of the programs above')),
  ];
}

const aboutInstall = ({ argv, cwd }: InstallSpec) => ({
  check: `${plainly(argv)[0] ?? 'install'}:install${cwd === '' ? '' : ` ${cwd}`}`,
  component: cwd,
  phase: 'build' as const,
  command: plainly(argv).join(' '),
});

/** An installer that is started by a script of ours (`sh -c SCRIPT pnpm install`) goes by its own name. */
const plainly = (argv: readonly string[]): readonly string[] =>
  argv[0] === 'sh' && argv.length > 3 ? argv.slice(3) : argv;
