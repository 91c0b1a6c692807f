import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import type { Check, ComponentUse, Plan, RepoFiles } from '../types.ts';
import { checksOf } from './checks.ts';
import { detect } from './detect.ts';
import { rubyGateFiles } from './gate.ts';
import { installOf, localGems } from './install.ts';
import { rubyNeeds } from './needs.ts';

/** What is run for the Ruby projects of a commit, read from its files alone. */
export async function planRuby(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const checks: Check[] = [];
  const installs: InstallSpec[] = [];
  const uses: ComponentUse[] = [];
  const projects = await detect(files);
  const folders = new Set(projects.map(({ folder }) => folder));
  for (const project of projects) {
    const its = await checksOf(project, await rubyNeeds(project, files), files);
    const used = localGems(project).filter((folder) => folders.has(folder));
    if (used.length > 0) uses.push({ component: project.folder, uses: used });
    if (its.length === 0) continue;
    checks.push(...its);
    const install = await installOf(project, files, config.install);
    if (install !== null) installs.push(install);
  }
  return { checks, installs, gateFiles: await rubyGateFiles(files), unsupported: [], uses };
}
