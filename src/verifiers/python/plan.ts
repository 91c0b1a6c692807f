import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import type { Check, CouldNotRunReason, Plan, RepoFiles, Unsupported } from '../types.ts';
import type { Context } from './context.ts';
import type { Dependencies } from './dependencies.ts';
import { checkEnv, layerEnv, venvOf } from './environment.ts';
import { pythonGateFiles } from './gate.ts';
import { installOf, lockOf } from './install.ts';
import { pythonNeeds } from './needs.ts';
import type { Project } from './project.ts';
import { staticChecks } from './static.ts';
import { testChecks } from './tests.ts';
import { type Member, readWorkspace, rootsOf } from './workspace.ts';

/** What is run for the Python projects of a commit, read from its files alone. */
export async function planPython(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const { members, broken } = await readWorkspace(files);
  const projects = members.map(({ project }) => project);
  const plan = {
    checks: [] as Check[],
    installs: [] as InstallSpec[],
    gateFiles: await pythonGateFiles([...projects, ...broken], files),
    unsupported: broken.map((project) => unsupported(project, 'toolchain', project.broken ?? '')),
    uses: members
      .filter(({ neighbours }) => neighbours.length > 0)
      .map(({ project, neighbours }) => ({
        component: project.folder,
        uses: neighbours.map((it) => it.project.folder),
      })),
  };
  const checked = new Map<string, Check[]>();
  // Inner projects first: an outer one leaves tests to them.
  for (const it of [...members].reverse()) checked.set(it.project.folder, await checksOf(it, checked, files));
  const paths = new Set(await files.list());
  for (const [home, its] of Map.groupBy(members, (it) => it.home)) {
    const root = its.find(({ project }) => project.folder === home);
    const checks = its.flatMap(({ project }) => checked.get(project.folder) ?? []);
    if (root === undefined || checks.length === 0) continue;
    const install = await environment(root, its, checks, paths, config.install, files);
    if (typeof install === 'string') {
      plan.unsupported.push(...its.map(({ project }) => unsupported(project, 'install_failed', install)));
      continue;
    }
    plan.checks.push(...checks);
    if (install !== null) plan.installs.push(install);
  }
  return plan;
}

async function checksOf(
  it: Member,
  checked: ReadonlyMap<string, readonly Check[]>,
  files: RepoFiles,
): Promise<Check[]> {
  const { project, dependencies } = it;
  const roots = rootsOf(it);
  const tested = project.inner.filter((folder) => checked.get(folder)?.some((check) => check.phase === 'test'));
  const context: Context = {
    project,
    dependencies,
    needs: await pythonNeeds(project, files),
    env: checkEnv(project.folder, roots),
    layerEnv: layerEnv(roots, venvOf(it.home)),
    venv: venvOf(it.home),
    testedInside: tested.map((folder) => (project.folder === '' ? folder : folder.slice(project.folder.length + 1))),
  };
  return [...(await staticChecks(context, files)), ...(await testChecks(context, files))];
}

/** The install that makes the environment of one project or workspace; null without one, a sentence where it can't be made. */
async function environment(
  root: Member,
  members: readonly Member[],
  checks: readonly Check[],
  paths: ReadonlySet<string>,
  config: RepoConfig['install'],
  files: RepoFiles,
): Promise<InstallSpec | string | null> {
  const lock = lockOf(root.project, paths);
  if (typeof lock === 'string') return lock;
  const own = [...new Set([root, ...members, ...members.flatMap((it) => it.neighbours)])];
  const dependencies = merged(own.map((it) => it.dependencies));
  const [build] = lock === null && !config.scripts ? dependencies.builds : [];
  if (build !== undefined) {
    return (
      `${build} can only be installed by building it, which runs its code: depend on a published wheel, ` +
      'or allow it by `install: { scripts: true }` in .github/fettle.yml.'
    );
  }
  const tools = [...new Set(checks.flatMap(toolModule))].filter((name) => !dependencies.names.has(name));
  const projects = own.map((it) => it.project);
  return installOf({ project: root.project, dependencies, lock, own: projects, tools, config }, files);
}

/** What several projects declare that share an environment. */
function merged(
  all: readonly Dependencies[],
): Pick<Dependencies, 'lines' | 'options' | 'constraints' | 'builds' | 'names'> {
  const each = (key: 'lines' | 'options' | 'constraints' | 'builds') => [...new Set(all.flatMap((it) => it[key]))];
  return {
    lines: each('lines'),
    options: each('options'),
    constraints: each('constraints'),
    builds: each('builds'),
    names: new Set(all.flatMap((it) => [...it.names])),
  };
}

/** The module that `python3 -m` runs, and the programs that come from a package of the same name. */
function toolModule({ argv }: Check): string[] {
  if (argv[0] === 'ruff') return ['ruff'];
  if (argv[1] === '-c') return ['nox'];
  const module = argv[1] === '-m' ? argv[2] : undefined;
  return module === undefined || module === 'unittest' ? [] : [module];
}

const unsupported = ({ folder }: Project, reason: CouldNotRunReason, summary: string): Unsupported => ({
  verifier: 'python',
  component: folder,
  reason,
  summary,
});
