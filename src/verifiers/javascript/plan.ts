import type { RepoConfig } from '../../repo-config.ts';
import type { Check, Plan, RepoFiles } from '../types.ts';
import { detect, type Member, type NpmProject } from './detect.ts';
import { npmGateFiles } from './gate.ts';
import { installOf } from './install.ts';
import { scriptChecks } from './scripts.ts';

const CHECK_TIMEOUT_MS = 10 * 60_000;

/** Known test and lint runners, most telling first: a script's text may name several. */
const TOOLS = ['vitest', 'jest', 'mocha', 'ava', 'playwright', 'eslint', 'oxlint', 'biome', 'tsc'];

/** What is run for the npm projects of a commit, read from its files alone. */
export async function planJavascript(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const detected = await detect(files);
  const plan: Plan = { checks: [], installs: [], gateFiles: await npmGateFiles(detected, files), unsupported: [] };
  for (const path of detected.broken) {
    const component = path.replace(/\/?package\.json$/, '');
    const summary = `${path} is not a JSON object, so nothing can be run here.`;
    plan.unsupported?.push({ verifier: 'javascript', component, reason: 'toolchain', summary });
  }
  for (const project of detected.projects) {
    const checks = project.members.flatMap(checksOf);
    if (checks.length === 0) continue;
    if (project.manager !== 'npm') {
      plan.unsupported?.push(...checks.map((check) => foreignManager(project, check)));
      continue;
    }
    plan.checks.push(...checks);
    const install = await installOf(project, files, config.install);
    if (install !== null) plan.installs.push(install);
  }
  return plan;
}

function checksOf({ folder, manifest }: Member): Check[] {
  return scriptChecks(manifest.scripts).map(({ kind, phase, script }) => ({
    id: folder === '' ? `npm:${kind}` : `npm:${kind} ${folder}`,
    verifier: 'javascript',
    component: folder,
    phase,
    command: `npm run ${script}`,
    runs: manifest.scripts[script] ?? '',
    argv: ['npm', 'run', script],
    cwd: folder,
    env: { npm_config_update_notifier: 'false' },
    timeoutMs: CHECK_TIMEOUT_MS,
    tool: toolOf(manifest.scripts[script] ?? ''),
  }));
}

function toolOf(script: string): string {
  return TOOLS.find((tool) => new RegExp(`(^|[\\s/])${tool}(\\s|$)`).test(script)) ?? 'npm';
}

function foreignManager(project: NpmProject, check: Check) {
  const summary =
    `${check.command} was not run: the project uses ${project.manager}, which is not supported yet. ` +
    'Name a command of your own under `verifiers:` in .github/fettle.yml.';
  return { verifier: 'javascript', component: check.component, reason: 'tool_missing' as const, summary };
}
