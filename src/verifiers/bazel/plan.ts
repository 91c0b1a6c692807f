import type { RepoConfig } from '../../repo-config.ts';
import { checkId, componentFolders, outermost } from '../components.ts';
import { writtenVersion } from '../toolchain.ts';
import type { Check, Failure, Plan, RepoFiles, ToolNeed } from '../types.ts';
import { bazelGateFiles, CACHE, fetchOf, hasTests, MARKERS } from './workspace.ts';

const BUILD_TIMEOUT_MS = 20 * 60_000;
const TEST_TIMEOUT_MS = 30 * 60_000;
const ALL = '//...';
/** Bazel takes the place of what was fetched as an option only. */
const RUN = 'verb=$1; shift; exec bazel "$verb" ${FETTLE_BAZEL_CACHE:+"--repository_cache=$FETTLE_BAZEL_CACHE"} "$@"';
/** Plain output, and no links to build outputs in the tree. */
const OPTIONS = ['--color=no', '--curses=no', '--noshow_progress', '--symlink_prefix=/', '--keep_going'];

/** What is run for the Bazel workspaces of a commit. */
export async function planBazel(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const plan: Plan = { checks: [], installs: [], gateFiles: [], unsupported: [] };
  for (const root of outermost(await componentFolders(files, MARKERS))) {
    const version = await writtenVersion(files, root, {
      tool: 'Bazel',
      probe: ['bazel', '--version'],
      asdf: ['bazel'],
      plain: ['.bazelversion'],
    });
    const fetch = await fetchOf(root, files, config.install);
    plan.gateFiles.push(...(await bazelGateFiles(root, files)));
    if (fetch !== null && !config.install.scripts) {
      const summary = `Bazel's rules run programs while they fetch what ${root === '' ? 'the workspace' : root} depends on. Allow that with install: { scripts: true } in .github/fettle.yml.`;
      plan.unsupported?.push({ verifier: 'bazel', component: root, reason: 'install_failed', summary });
      continue;
    }
    if (fetch !== null) plan.installs.push(fetch);
    const needs = version === null ? [] : [version];
    plan.checks.push(check(root, 'build', needs));
    if (await hasTests(root, files)) plan.checks.push(check(root, 'test', needs));
  }
  return plan;
}

function check(root: string, verb: 'build' | 'test', needs: readonly ToolNeed[]): Check {
  return {
    id: checkId('bazel', verb, root),
    verifier: 'bazel',
    component: root,
    phase: verb,
    command: `bazel ${verb} //...`,
    argv: ['sh', '-c', RUN, 'sh', verb, ...OPTIONS, ...(verb === 'test' ? ['--test_output=errors'] : []), ALL],
    cwd: root,
    layerEnv: { FETTLE_BAZEL_CACHE: `/workspace/${CACHE}` },
    timeoutMs: verb === 'test' ? TEST_TIMEOUT_MS : BUILD_TIMEOUT_MS,
    tool: 'bazel',
    needs,
  };
}

/** The same check for these test targets alone; null when one of the failures is no target. */
export function narrowBazel(whole: Check, failures: readonly Failure[]): Check | null {
  const targets = new Set(failures.map(({ test }) => test ?? ''));
  if (targets.size === 0 || [...targets].some((target) => !/^(?:@[\w.~+-]*)?\/\/[^\s]*:[^\s]+$/.test(target)))
    return null;
  return { ...whole, argv: [...whole.argv.slice(0, -1), ...targets] };
}
