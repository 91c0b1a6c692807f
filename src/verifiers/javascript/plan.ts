import type { RepoConfig } from '../../repo-config.ts';
import { folderOf, join } from '../components.ts';
import type { Check, Plan, RepoFiles, Unsupported } from '../types.ts';
import { checksOf } from './checks.ts';
import { readDelegation } from './delegates.ts';
import { type Detected, detect } from './detect.ts';
import { managerEnvironment } from './fetch-manager.ts';
import { javascriptGateFiles } from './gate.ts';
import { hasDependencies, installOf } from './install.ts';
import type { Manager } from './managers.ts';
import { usesOf } from './uses.ts';
import { scriptsInWorkflows } from './workflows.ts';

/** What is run for the JavaScript projects of a commit, read from its files alone. */
export async function planJavascript(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const detected = await detect(files);
  const evidence = await scriptsInWorkflows(files);
  const plan: Required<Plan> = {
    checks: [],
    installs: [],
    gateFiles: await javascriptGateFiles(detected, files, evidence),
    unsupported: unsupportedOf(detected),
    uses: [],
  };
  for (const project of detected.projects) {
    const checks = await checksOf(project, files, evidence, await readDelegation(project, files));
    if (checks.length === 0) continue;
    const { manager, root } = project;
    // Without dependencies nothing needs the project's own manager, nor a network to fetch it, unless a script calls it.
    const own = manager.name === 'npm' || hasDependencies(project) || checks.some((check) => mentions(check, manager));
    const layerEnv = manager.name === 'npm' || !own ? {} : { layerEnv: managerEnvironment(manager, root) };
    plan.checks.push(...checks.map((check) => ({ ...(own ? check : throughNpm(check)), ...layerEnv })));
    plan.uses.push(...(await usesOf(project, files)));
    if (own && (manager.name !== 'npm' || hasDependencies(project))) {
      plan.installs.push(await installOf(project, files, config.install));
    }
  }
  return plan;
}

function unsupportedOf({ broken, ambiguous }: Detected): Unsupported[] {
  const about = { verifier: 'javascript', reason: 'toolchain' as const };
  return [
    ...broken.map((path) => {
      const wanted = path.endsWith('.json') ? 'a JSON object' : 'YAML with keys and values';
      return { ...about, component: folderOf(path), summary: `${path} is not ${wanted}, so nothing can be run here.` };
    }),
    ...ambiguous.map(({ root, lockfiles }) => {
      const place = root === '' ? 'The root' : root;
      const summary =
        `${place} has ${lockfiles.join(' and ')}, and nothing says which is meant: delete what is old, or name the ` +
        `package manager under "packageManager" in ${join(root, 'package.json')}.`;
      return { ...about, component: root, summary };
    }),
  ];
}

const mentions = ({ runs = '', argv }: Check, { name }: Manager): boolean =>
  argv[1] === 'run' ? new RegExp(`\\b${name}x?\\b`).test(runs) : argv[0] === name;

function throughNpm(check: Check): Check {
  const argv = check.argv[1] === 'run' ? ['npm', ...check.argv.slice(1)] : check.argv;
  return { ...check, argv, command: argv.join(' ') };
}
