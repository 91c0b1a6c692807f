import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import type { Check, ComponentUse, Plan, RepoFiles, Unsupported } from '../types.ts';
import { checksOf } from './checks.ts';
import { detect } from './detect.ts';
import { phpGateFiles } from './gate.ts';
import { installOf, localFolders } from './install.ts';
import { phpNeeds } from './needs.ts';

/** What is run for the PHP projects of a commit, read from its files alone. */
export async function planPhp(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const checks: Check[] = [];
  const installs: InstallSpec[] = [];
  const unsupported: Unsupported[] = [];
  const uses: ComponentUse[] = [];
  const projects = await detect(files);
  for (const project of projects) {
    if (project.broken !== null) {
      unsupported.push({ verifier: 'php', component: project.folder, reason: 'toolchain', summary: project.broken });
      continue;
    }
    const local = localFolders(project);
    const used = projects
      .map((it) => it.folder)
      .filter((it) => it !== project.folder && local.some((folder) => it === folder || it.startsWith(`${folder}/`)));
    if (used.length > 0) uses.push({ component: project.folder, uses: used });
    const its = await checksOf(project, await phpNeeds(project, files), files);
    if (its.length === 0) continue;
    checks.push(...its);
    const install = await installOf(project, files, config.install);
    if (install !== null) installs.push(install);
  }
  return { checks, installs, gateFiles: await phpGateFiles(files), unsupported, uses };
}
