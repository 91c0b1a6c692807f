import { checkId } from '../components.ts';
import type { Check, Phase, RepoFiles } from '../types.ts';
import { collectArgv, collectTool } from './collect.ts';
import { type Delegation, delegates } from './delegates.ts';
import type { Member, Project } from './detect.ts';
import { dependenciesOf } from './manifest.ts';
import { execTool, runNode, runScript } from './managers.ts';
import { builtInRunner } from './node-test.ts';
import { needsOf } from './node-version.ts';
import { nxChecks } from './nx.ts';
import { type ScriptCheck, scriptChecks } from './scripts.ts';
import {
  fixerIn,
  type Scripted,
  scriptedOf,
  type ToolCheck,
  toolChecks,
  toolsIn,
  withoutCovered,
} from './tool-checks.ts';
import { toolFolders } from './tool-folder.ts';
import { programOf, type Tool } from './tools.ts';

const MINUTE = 60_000;
const TIMEOUT_MS: Record<Phase, number> = {
  format: 5 * MINUTE,
  static: 5 * MINUTE,
  build: 10 * MINUTE,
  test: 15 * MINUTE,
};

/** Nothing is downloaded, reported home, or taken from a cache that the tree could have brought along. */
const CHECK_ENV: Readonly<Record<string, string>> = {
  npm_config_update_notifier: 'false',
  TURBO_FORCE: 'true',
  TURBO_TELEMETRY_DISABLED: '1',
  NX_SKIP_NX_CACHE: 'true',
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NEXT_TELEMETRY_DISABLED: '1',
};

/** pnpm would install before it runs a script, or fetch another pnpm; until version 10 it reads npm's names. */
const PNPM_ENV: Readonly<Record<string, string>> = {
  pnpm_config_verify_deps_before_run: 'false',
  pnpm_config_pm_on_fail: 'ignore',
  npm_config_verify_deps_before_run: 'false',
  npm_config_manage_package_manager_versions: 'false',
};

/** Every check of one project: scripts, tools that no script runs, and the runners built into Node and Bun. */
export async function checksOf(
  project: Project,
  files: RepoFiles,
  evidence: ReadonlySet<string>,
  delegation: Delegation,
): Promise<Check[]> {
  const { members, root } = project;
  const folders = members.map((member) => member.folder);
  const scripts = new Map(members.map((it) => [it.folder, scriptChecks(it.manifest.scripts, evidence)]));
  const scripted = new Map<string, Scripted>(
    members.map((it) => [it.folder, scriptedOf(it, scripts.get(it.folder) ?? [], evidence)]),
  );
  const info = await toolFolders(folders, files);
  const tools = withoutCovered(
    new Map(
      members.map((it) => {
        const folder = info.get(it.folder);
        return [it.folder, folder === undefined ? [] : toolChecks(it, project, scripted, folder)];
      }),
    ),
    root,
  );
  const nx = await nxChecks(project, files, scripted.get(root)?.text ?? '', (it) => base(root, project, it));
  const found: Check[] = [];
  for (const member of members) {
    const own = (scripts.get(member.folder) ?? [])
      .filter((check) => !delegates(check, member, project, scripts, delegation))
      .map((check) => scriptCheck(check, member, project));
    own.push(...(tools.get(member.folder) ?? []).map((check) => toolCheck(check, member, project)));
    if (member.folder === root) own.push(...nx);
    const tests = (scripts.get(member.folder) ?? []).some((check) => check.phase === 'test');
    if (!tests && !own.some((check) => check.phase === 'test')) {
      own.push(...(await builtIn(member, project, folders, files)));
    }
    const needs = own.length === 0 ? [] : await needsOf(member, project, files);
    found.push(...own.map((check) => (needs.length === 0 ? check : { ...check, needs })));
  }
  return found;
}

interface Start {
  kind: string;
  phase: Phase;
  argv: readonly string[];
  tool: string;
}

function base(folder: string, project: Project, { kind, phase, argv, tool }: Start): Check {
  return {
    id: checkId(project.manager.name, kind, folder),
    verifier: 'javascript',
    component: folder,
    phase,
    command: argv.join(' '),
    argv,
    cwd: folder,
    env: project.manager.name === 'pnpm' ? { ...CHECK_ENV, ...PNPM_ENV } : CHECK_ENV,
    timeoutMs: TIMEOUT_MS[phase],
    tool,
  };
}

function scriptCheck({ kind, script, phase }: ScriptCheck, member: Member, project: Project): Check {
  const { manager } = project;
  const runs = member.manifest.scripts[script] ?? '';
  const [tool] = toolsIn(runs);
  const argv = runScript(manager, script);
  const check = base(member.folder, project, { kind, phase, argv, tool: tool?.name ?? nodeTest(runs) ?? manager.name });
  const fixer = phase === 'format' || phase === 'static' ? fixerIn(runs, declaredBy(member, project)) : null;
  const collect = phase === 'test' ? collectArgv(manager, script, member.manifest.scripts) : null;
  return {
    ...check,
    runs,
    ...(fixer === null ? {} : { fix: fixOf(fixer, project) }),
    ...(collect === null ? {} : { collect }),
  };
}

function toolCheck({ tool, args }: ToolCheck, member: Member, project: Project): Check {
  const { manager } = project;
  const program = programOf(tool);
  const argv = program === 'node' ? runNode(manager, args) : execTool(manager, program, args);
  const check = base(member.folder, project, { kind: tool.name, phase: tool.phase, argv, tool: program });
  const collect = collectTool(manager, tool.name, args);
  return {
    ...check,
    ...(tool.fix === undefined ? {} : { fix: fixOf(tool, project) }),
    ...(collect === null ? {} : { collect }),
  };
}

function fixOf(tool: Tool, { manager }: Project): NonNullable<Check['fix']> {
  const { args = [], files = [] } = tool.fix ?? {};
  return { argv: execTool(manager, programOf(tool), args), files };
}

async function builtIn(
  member: Member,
  project: Project,
  folders: readonly string[],
  files: RepoFiles,
): Promise<Check[]> {
  const { manager } = project;
  const runner = await builtInRunner(member.folder, folders, files);
  if (runner === 'node') {
    const argv = runNode(manager, ['--test']);
    return [base(member.folder, project, { kind: 'node-test', phase: 'test', argv, tool: 'node:test' })];
  }
  if (runner === 'bun' && manager.name === 'bun') {
    return [base(member.folder, project, { kind: 'bun-test', phase: 'test', argv: ['bun', 'test'], tool: 'bun' })];
  }
  return [];
}

const nodeTest = (runs: string): string | undefined => (/\bnode\b.*\s--test\b/.test(runs) ? 'node:test' : undefined);

const declaredBy = (member: Member, { members }: Project): Record<string, string> => ({
  ...dependenciesOf(members[0]?.manifest ?? member.manifest),
  ...dependenciesOf(member.manifest),
});
